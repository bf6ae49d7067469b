"""The plan of a hall: where each of its tables stands, for people who look for theirs.

Where an organiser has given positions, they hold, on the hall's picture if it has one. Where none
has any, a plan is drawn from the tables' order, zone by zone. All is in thousandths of the width.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, sqrt

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.models import Hall, MeetingTable

SCALE = 1000
MOST_COLUMNS = 12
SAME_ROW = 25  # thousandths: tables whose heights differ by less stand in one row
LABELS_FIT = 40  # with more tables only one's own is named on the plan


@dataclass(frozen=True, slots=True)
class Spot:
    """A table on the plan; `row` and `place` count from the top and from the left, from 1."""

    table_id: int
    label: str
    zone: str
    x: int
    y: int
    row: int = 0
    place: int = 0


@dataclass(frozen=True)
class HallPlan:
    """`height` is of a width of 1000; `size` is a table's side."""

    hall: Hall
    height: int
    size: int
    spots: Mapping[int, Spot] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"hall-{self.hall.pk}"

    @cached_property
    def outline(self) -> str:
        """All tables as one path."""
        half = self.size // 2
        return "".join(
            f"M{spot.x - half} {spot.y - half}h{self.size}v{self.size}h-{self.size}z"
            for spot in self.spots.values()
        )

    @property
    def labelled(self) -> Collection[Spot]:
        """The tables whose labels are written on the plan."""
        return self.spots.values() if len(self.spots) <= LABELS_FIT else ()

    @cached_property
    def zones(self) -> list[tuple[str, int, int]]:
        """Name, middle and top of each zone, where there is more than one."""
        found: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.spots.values():
            if spot.zone:
                found[spot.zone].append(spot)
        if len(found) < 2:
            return []
        return [
            (
                zone,
                sum(s.x for s in spots) // len(spots),
                min(s.y for s in spots) - self.size // 2 - 12,
            )
            for zone, spots in found.items()
        ]


def hall_plans(halls: Iterable[Hall]) -> dict[int, HallPlan]:
    """The plans of the halls by their id; a hall with one table or none has none. One query."""
    by_id = {hall.pk: hall for hall in halls}
    if not by_id:
        return {}
    tables: dict[int, list[MeetingTable]] = defaultdict(list)
    rows = MeetingTable.objects.filter(hall__in=by_id, is_usable=True)
    for table in rows.only("label", "zone", "x", "y", "hall_id").order_by("position", "pk"):
        tables[table.hall_id].append(table)
    plans = {}
    for pk, standing in tables.items():
        placed = [table for table in standing if table.x is not None and table.y is not None]
        if placed or by_id[pk].plan:
            plan = _as_placed(by_id[pk], placed)
        else:
            plan = _drawn(by_id[pk], standing)
        if len(plan.spots) > 1:
            plans[pk] = plan
    return plans


@transaction.atomic
def lay_out(hall: Hall, columns: int, *, by: User | None = None) -> int:
    """Put the hall's tables into rows of so many, in their order; returns how many rows.

    What is off can be moved afterwards, table by table. Refuses, with code `no_tables`, `columns`.
    """
    if not 1 <= columns <= 100:
        raise DomainError(_("Choose between 1 and 100 tables a row."), code="columns")
    tables = list(hall.tables.select_for_update(of=("self",)).order_by("position", "pk"))
    if not tables:
        raise DomainError(
            _("No table stands in %(hall)s. Add its tables first.") % {"hall": hall},
            code="no_tables",
        )
    rows = ceil(len(tables) / columns)
    for number, table in enumerate(tables):
        row, column = divmod(number, columns)
        table.x = round((column + 0.5) * SCALE / columns)
        table.y = round((row + 0.5) * SCALE / rows)
    MeetingTable.objects.bulk_update(tables, ["x", "y"], batch_size=500)
    return rows


def forget_positions(tables: Collection[int]) -> int:
    """Let these tables, by id, have no place on a plan any more."""
    return MeetingTable.objects.filter(pk__in=tables).update(x=None, y=None)


def _as_placed(hall: Hall, tables: Sequence[MeetingTable]) -> HallPlan:
    """The organiser's positions: thousandths of the width and of the height."""
    height = 600
    if hall.plan and hall.plan_width and hall.plan_height:
        height = round(SCALE * hall.plan_height / hall.plan_width)
    size = max(18, min(80, round(SCALE / (2.2 * sqrt(max(len(tables), 1))))))
    spots = [
        Spot(
            table.pk, table.label, table.zone, table.x or 0, round((table.y or 0) * height / SCALE)
        )
        for table in tables
    ]
    return HallPlan(hall, height, size, _numbered(spots))


def _drawn(hall: Hall, tables: Sequence[MeetingTable]) -> HallPlan:
    """Rows of the tables in their order; each zone begins a row of its own."""
    columns = max(2, min(MOST_COLUMNS, ceil(sqrt(2 * len(tables)))))
    cell = SCALE // columns
    zones: dict[str, list[MeetingTable]] = defaultdict(list)
    for table in tables:
        zones[table.zone].append(table)
    spots: list[Spot] = []
    top = 0
    for zone, standing in zones.items():
        top += 44 if zone and len(zones) > 1 else 0
        for number, table in enumerate(standing):
            row, column = divmod(number, columns)
            x, y = cell * column + cell // 2, top + cell * row + cell // 2
            spots.append(Spot(table.pk, table.label, zone, x, y))
        top += cell * ceil(len(standing) / columns)
    return HallPlan(hall, top, round(cell * 0.72), _numbered(spots))


def _numbered(spots: Iterable[Spot]) -> dict[int, Spot]:
    """The spots by table, each knowing its row and its place in it."""
    found: dict[int, Spot] = {}
    row, height = 0, -SCALE
    rows: dict[int, list[Spot]] = {}
    for spot in sorted(spots, key=lambda spot: (spot.y, spot.x)):
        if spot.y - height > SAME_ROW:
            row, height = row + 1, spot.y
        rows.setdefault(row, []).append(spot)
    for row, standing in rows.items():
        for place, s in enumerate(sorted(standing, key=lambda spot: spot.x), start=1):
            found[s.table_id] = Spot(s.table_id, s.label, s.zone, s.x, s.y, row, place)
    return found


__all__ = ["HallPlan", "Spot", "forget_positions", "hall_plans", "lay_out"]
