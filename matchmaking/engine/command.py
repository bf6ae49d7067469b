"""The command line: problems and results as files, without a database."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from .changes import KINDS
from .checker import check, misstatements
from .errors import EngineError, ProblemError
from .files import changes_from_data, parse_json, result_from_data
from .problem import Problem
from .result import Params, Progress, Result, Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0; 1 when a check finds violations; 2 with one line when the input is bad."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        return _refuse("stopped from the keyboard; nothing was written", 130)
    except _FileError as error:
        return _refuse(str(error))
    except EngineError as error:
        return _refuse(f"{getattr(options, 'file', 'input')}: {error}")
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _refuse(f"{error.filename or 'file'}: {error.strerror or error}")
    return status


def _refuse(message: str, status: int = 2) -> int:
    sys.stderr.write(f"error: {' '.join(message.split())}\n")
    return status


class _FileError(EngineError):
    """A fault in one of the files; says in which."""

    def __init__(self, path: str, fault: object) -> None:
        super().__init__(f"{path}: {fault}")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(_refuse(f"{message} (see {self.prog} --help)"))


_EXAMPLE = """\
an event from nothing to reasons:
  python -m matchmaking.engine generate --participants 40 --candidates 200 > event.json
  python -m matchmaking.engine solve event.json --out schedule.json --seconds 30
  python -m matchmaking.engine check event.json schedule.json
  python -m matchmaking.engine why event.json schedule.json c000012

Formats: matchmaking/engine/schema/*.schema.json. Exit status: 0; 1 where check finds a broken
constraint; 2, with one line, where a file or an argument cannot be used.
"""
_CHANGES = """\
CHANGES.json is a list, applied in order; slots left out: all of them. For example:
  [{"kind": "unavailable", "subject": "p7", "slots": ["s0", "s1"]},
   {"kind": "table-withdrawn", "subject": "t3"},
   {"kind": "candidate-withdrawn", "subject": "c12"},
   {"kind": "candidate-added", "candidate": {"id": "new", "a": "p1", "b": "p2", "value": 800000}}]
The result belongs to the event after the changes. Meetings that are still possible stay; the
result's metrics name what was lost, added, rescheduled and moved.
"""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="matchmaking.engine",
        description=__doc__,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], short: str, long: str = "", **more: Any
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name,
            help=short,
            description=f"{short[0].upper()}{short[1:]}. {long}".strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **more,
        )
        made.set_defaults(run=run)
        return made

    _add_solve(command("solve", _solve, "make a schedule", "It carries its proof: see bound, gap."))
    verify = command(
        "check",
        _check,
        "verify a schedule",
        "Each broken constraint is one line, and each wrong figure.",
    )
    why = command(
        "why",
        _why,
        "say why a candidate is not scheduled",
        "The answer names the constraint that binds, how the\nmeeting could be held, and what that "
        "costs: needs (constraints to relax), moves (other\nmeetings that move), displaced (given "
        "up; price is their value, gain the candidate's).",
        aliases=["explain"],
    )
    mend = command("repair", _repair, "adapt a schedule to changes of the event", epilog=_CHANGES)
    for reads in (verify, why, mend):
        reads.add_argument("file", metavar="PROBLEM.json")
        reads.add_argument("result", metavar="RESULT.json", help="only assignments are needed")
    why.add_argument("candidate", metavar="CANDIDATE")
    mend.add_argument("changes", metavar="CHANGES.json", help=f"kinds: {', '.join(KINDS)}")
    mend.add_argument("--max-moves", type=_not_negative, default=0, help="survivors that may move")
    mend.add_argument("--first-slot", metavar="SLOT", help="leave all before this slot as it was")
    mend.add_argument("--seed", type=_whole, default=0)
    mend.add_argument("--out", metavar="RESULT.json", help="write there, not to standard output")

    b2bsp = command("b2bsp", _b2bsp, "solve a B2BSP instance (MiniZinc data): fewest breaks")
    b2bsp.add_argument("file", metavar="FILE.dzn")
    b2bsp.add_argument(
        "--fairness",
        type=_not_negative,
        default=2,
        metavar="D",
        help="no two participants differ by more breaks (default 2)",
    )
    b2bsp.add_argument("--seconds", type=_seconds, default=60.0, help="stop after (default 60)")
    _add_generate(command("generate", _generate, "write a random problem to standard output"))
    return parser


def _add_solve(solve: argparse.ArgumentParser) -> None:
    solve.add_argument("file", metavar="PROBLEM.json")
    solve.add_argument("--out", metavar="RESULT.json", help="write there, not to standard output")
    solve.add_argument("--seconds", type=_seconds, default=60.0, help="stop after (default 60)")
    solve.add_argument("--gap", type=_share, default=0.0, help="stop at this gap, 0..1")
    solve.add_argument("--seed", type=_whole, default=0, help="of the random search (default 0)")
    solve.add_argument("--untimed", action="store_true", help="leave out what a clock measured")
    solve.add_argument("--quiet", action="store_true", help="no progress on standard error")


def _add_generate(make: argparse.ArgumentParser) -> None:
    make.add_argument("--participants", type=_count, default=80)
    make.add_argument("--candidates", type=_count, default=300, help="at most one a pair")
    make.add_argument("--slots", type=_count, default=16)
    make.add_argument("--blocks", type=_count, help="runs of slots (default: 10 slots each)")
    make.add_argument("--tables", type=_count, help="default: 15 %% more than needed on average")
    make.add_argument("--available", type=_share, default=1.0, help="availability, 0..1")
    make.add_argument("--per-slot", action="store_true", help="availability by slot, not block")
    make.add_argument("--any-to-any", action="store_true", help="one side instead of two")
    make.add_argument("--representatives", type=_count, default=1, help="people a participant")
    make.add_argument("--minimum", type=_not_negative, default=0, help="meetings promised to each")
    make.add_argument("--maximum", type=_count, help="meetings of each at most")
    make.add_argument("--locks", type=_not_negative, default=0, help="locked meetings")
    make.add_argument("--must", type=_not_negative, default=0, help="meetings that must be held")
    make.add_argument("--rich", action="store_true", help="every kind of constraint at once")
    make.add_argument("--no-fairness", action="store_true", help="nobody need be served")
    make.add_argument("--seed", type=_whole, default=0)


T = TypeVar("T", int, float)


def _number(text: str, read: Callable[[str], T], allowed: Callable[[T], bool], what: str) -> T:
    """A number on the command line. Raises ArgumentTypeError saying what it must be."""
    try:
        value = read(text)
    except ValueError:
        value = None
    if value is None or not allowed(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value


def _seconds(text: str) -> float:
    return _number(text, float, lambda x: 0 < x <= 10**6, "a number of seconds above 0")


def _share(text: str) -> float:
    return _number(text, float, lambda x: 0 <= x <= 1, "between 0 and 1")


def _count(text: str) -> int:
    return _number(text, int, lambda x: 0 < x <= 10**7, "a whole number above 0")


def _not_negative(text: str) -> int:
    return _number(text, int, lambda x: 0 <= x <= 10**7, "a whole number, 0 or more")


def _whole(text: str) -> int:
    return _number(text, int, lambda x: abs(x) < 2**63, "a whole number")


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError("not a text file in UTF-8") from None


def _problem(path: str) -> Problem:
    problem = Problem.from_json(_text(path))
    problem.validate()
    return problem


def _result(path: str, problem: Problem) -> Result:
    try:
        return result_from_data(parse_json(_text(path)), problem)
    except ProblemError as error:
        raise _FileError(path, error) from None


def _schedule(path: str, problem: Problem) -> Result:
    """A result whose schedule keeps every constraint: what is to be explained or repaired."""
    result = _result(path, problem)
    for violation in check(problem, result):
        raise _FileError(path, f"the schedule breaks a constraint: {violation.message}")
    return result


def _write(text: str, out: str | None) -> None:
    if out:
        Path(out).write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or SIGTERM came while this lasts: the run then ends with the best so far. A
    second one ends the program."""
    told = threading.Event()

    def tell(_number: int, _frame: object) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()

    numbers = (signal.SIGINT, signal.SIGTERM)
    here = threading.current_thread() is threading.main_thread()  # others may set no handlers
    before = {number: signal.signal(number, tell) for number in numbers} if here else {}
    try:
        yield told.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _solve(options: argparse.Namespace) -> int:
    from .solver import solve

    def show(progress: Progress) -> None:
        sys.stderr.write(
            f"{progress.phase} {progress.done}/{progress.total} value={progress.value} "
            f"bound={progress.bound}\n"
        )

    problem = _problem(options.file)
    with _told_to_stop() as told:
        result = solve(
            problem,
            params=Params(),
            seed=options.seed,
            stop=Stop(options.seconds, options.gap, told),
            on_progress=None if options.quiet else show,
        )
    _write(
        result.to_json(tuple(s.id for s in problem.slots), timed=not options.untimed), options.out
    )
    return 0 if result.status in ("optimal", "feasible") else 1


def _check(options: argparse.Namespace) -> int:
    problem = _problem(options.file)
    result = _result(options.result, problem)
    found = [violation.message for violation in check(problem, result)]
    found += misstatements(problem, result)
    for message in found:
        sys.stdout.write(message + "\n")
    return 1 if found else 0


def _why(options: argparse.Namespace) -> int:
    from .explain import explain_unscheduled

    problem = _problem(options.file)
    reason = explain_unscheduled(problem, _schedule(options.result, problem), options.candidate)
    _write(json.dumps(reason.to_data(problem), ensure_ascii=False, indent=1), None)
    return 0


def _repair(options: argparse.Namespace) -> int:
    from .repairing import repair

    problem = _problem(options.file)
    result = _schedule(options.result, problem)
    ids = tuple(s.id for s in problem.slots)
    if options.first_slot is not None and options.first_slot not in ids:
        raise ProblemError(f"there is no slot {options.first_slot!r}", "--first-slot")
    try:
        after = repair(
            problem,
            result,
            changes_from_data(parse_json(_text(options.changes)), problem),
            max_moves=options.max_moves,
            first_slot=0 if options.first_slot is None else ids.index(options.first_slot),
            seed=options.seed,
        )
    except ProblemError as error:
        raise _FileError(options.changes, error) from None
    _write(after.to_json(ids), options.out)
    return 0


def _b2bsp(options: argparse.Namespace) -> int:
    from .breaks.b2bsp import solve_b2bsp

    answer = solve_b2bsp(options.file, fairness=options.fairness, seconds=options.seconds)
    _write(json.dumps(answer, ensure_ascii=False), None)
    return 0


def _generate(options: argparse.Namespace) -> int:
    from .generate import Shape, generate

    shape = Shape(
        participants=options.participants,
        candidates=options.candidates,
        slots=options.slots,
        blocks=options.blocks,
        available=options.available,
        per_slot=options.per_slot,
        two_sided=not options.any_to_any,
        representatives=options.representatives,
        minimum=options.minimum,
        maximum=options.maximum,
        tables=options.tables,
        locks=options.locks,
        must=options.must,
        rich=options.rich,
        fairness=not options.no_fairness,
    )
    _write(generate(shape, options.seed).to_json(), None)
    return 0
