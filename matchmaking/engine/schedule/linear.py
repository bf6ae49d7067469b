"""HiGHS on rows of integers: interior point, crossover, and small MIPs.

HiGHS runs beside this thread, which keeps reporting progress and tells it to stop; should it
not listen within a second, its answer is given up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from .clock import Clock
from .instance import I64

Floats = NDArray[np.float64]
INTEGRAL = 1e-6
AT_ONCE = 1.5
"""Seconds that a solver may keep this thread from hearing a stop."""
NEAR = 1e-4
"""Relative tolerance of the first-order method."""


@dataclass(frozen=True)
class Rows:
    """max costs·x, matrix·x ≤ limit, 0 ≤ x ≤ upper, all integers."""

    matrix: csr_matrix
    limit: I64
    upper: I64
    costs: I64


class Solver:
    """One HiGHS instance over some rows."""

    def __init__(self, rows: Rows, *, whole: NDArray[np.bool_] | None = None) -> None:
        import highspy

        self._api = highspy
        self._highs = highspy.Highs()
        self._scale = float(max(1, int(np.abs(rows.costs).max(initial=1))))
        self._options(output_flag=False, random_seed=1, threads=1, parallel="off")
        self._highs.passModel(_model(highspy, rows, self._scale, whole))

    def interior_point(
        self, clock: Clock, seconds: float, *, crossover: bool = True
    ) -> tuple[Floats, Floats] | None:
        """(values, prices) of an optimal vertex by interior point and crossover; a point near
        it where time ran out in crossover; None where it ran out before."""
        self._options(solver="ipm", run_crossover="on" if crossover else "off")
        return self._solve(clock, seconds)

    def first_order(self, clock: Clock, seconds: float) -> tuple[Floats, Floats] | None:
        """(values, prices) near an optimum by the primal-dual hybrid gradient method (Applegate
        and others 2021): no factorisation, for what is too large for the others."""
        self._options(solver="pdlp", pdlp_optimality_tolerance=NEAR)
        return self._solve(clock, seconds)

    def simplex(self, clock: Clock, seconds: float) -> tuple[Floats, Floats] | None:
        """(values, prices) of an optimal vertex, or None where time ran out."""
        self._options(solver="simplex")
        return self._solve(clock, seconds)

    def whole(
        self, clock: Clock, seconds: float, gap: float, *, nodes: int = 2**31 - 1
    ) -> Floats | None:
        """The best integer values found (the model has ``whole`` columns), or None. What may
        take no longer than ``AT_ONCE`` runs in this thread: there are many of them."""
        self._options(
            mip_max_nodes=nodes,
            mip_rel_gap=gap,
            mip_abs_gap=0.5 / self._scale,
            time_limit=seconds,
        )
        ended = True
        if seconds <= AT_ONCE:
            self._highs.run()
        else:
            ended = run_beside(self._highs.run, self._stop, clock, seconds)
        clock.hurried |= not ended or self._ran_out()
        solution = self._highs.getSolution()
        if not solution.value_valid:
            return None
        values: Floats = np.array(solution.col_value)
        return values

    def _solve(self, clock: Clock, seconds: float) -> tuple[Floats, Floats] | None:
        self._options(time_limit=max(0.1, seconds))
        if not run_beside(self._highs.run, self._stop, clock, seconds) or self._ran_out():
            clock.hurried = True
            return None
        return self._answer()

    def _ran_out(self) -> bool:
        return bool(self._highs.getModelStatus() == self._api.HighsModelStatus.kTimeLimit)

    def _answer(self) -> tuple[Floats, Floats] | None:
        status = self._highs.getModelStatus()
        solution = self._highs.getSolution()
        fine = (self._api.HighsModelStatus.kOptimal, self._api.HighsModelStatus.kUnknown)
        if status not in fine or not solution.value_valid or not solution.dual_valid:
            return None
        return np.array(solution.col_value), -np.array(solution.row_dual) * self._scale

    def _options(self, **options: Any) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def _stop(self) -> None:
        self._options(time_limit=0.0)
        self._highs.cancelSolve()


def _model(highspy: Any, rows: Rows, scale: float, whole: NDArray[np.bool_] | None) -> Any:
    model = highspy.HighsLp()
    count, width = rows.matrix.shape
    model.num_col_, model.num_row_ = width, count
    model.col_cost_ = -rows.costs.astype(float) / scale
    model.col_lower_ = np.zeros(width)
    model.col_upper_ = rows.upper.astype(float)
    model.row_lower_ = np.full(count, -highspy.kHighsInf)
    model.row_upper_ = rows.limit.astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.matrix.indptr
    model.a_matrix_.index_ = rows.matrix.indices
    model.a_matrix_.value_ = rows.matrix.data.astype(float)
    if whole is not None:
        kind = highspy.HighsVarType
        model.integrality_ = [kind.kInteger if w else kind.kContinuous for w in whole]
    return model


def run_beside(
    work: Callable[[], Any], stop: Callable[[], None], clock: Clock, seconds: float
) -> bool:
    """Run ``work`` in a thread; False where it had to be stopped."""
    thread = threading.Thread(target=work, daemon=True)
    started = clock.elapsed
    thread.start()
    thread.join(0.02)
    while thread.is_alive():
        if clock.expired() or clock.elapsed - started > seconds + 0.5:
            stop()
            thread.join(1.0)
            return False
        thread.join(0.1)
    return True


def whole_prices(prices: Floats) -> I64:
    """Row prices rounded to integers ≥ 0, as safe bounds want them."""
    rounded: I64 = np.maximum(np.rint(prices), 0).astype(np.int64)
    return rounded
