"""Plans of halls: where a table stands."""

import pytest

from companies.domain.errors import DomainError
from events.domain.places import add_tables
from events.domain.plans import hall_plans, lay_out
from events.models import Hall
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    hall = factories.HallFactory()
    add_tables(hall, 4, prefix="A", zone="North")
    add_tables(hall, 4, prefix="B", zone="South")
    return hall


def by_label(hall: Hall) -> dict:
    return {spot.label: spot for spot in hall_plans([hall])[hall.pk].spots.values()}


def test_without_positions_a_plan_is_drawn_zone_by_zone(hall: Hall) -> None:
    spots = by_label(hall)
    assert len(spots) == 8
    assert [(spots[x].row, spots[x].place) for x in ("A1", "A4", "B1")] == [(1, 1), (1, 4), (2, 1)]
    assert len({(spot.x, spot.y) for spot in spots.values()}) == 8
    plan = hall_plans([hall])[hall.pk]
    assert [zone for zone, _x, _y in plan.zones] == ["North", "South"]
    assert all(0 <= s.x <= 1000 and 0 <= s.y <= plan.height for s in plan.spots.values())


def test_rows_of_tables_are_laid_out_at_once(hall: Hall) -> None:
    assert lay_out(hall, 3) == 3
    spots = by_label(hall)
    assert [(spots[x].row, spots[x].place) for x in ("A1", "A3", "A4", "B4")] == [
        (1, 1),
        (1, 3),
        (2, 1),
        (3, 2),
    ]


def test_positions_that_an_organiser_gave_hold(hall: Hall) -> None:
    table = hall.tables.get(label="B2")
    table.x, table.y = 900, 500
    table.save()
    other = hall.tables.get(label="A1")
    other.x, other.y = 100, 510
    other.save()
    spots = by_label(hall)
    assert set(spots) == {"A1", "B2"}  # nobody knows where the others stand
    assert (spots["B2"].x, spots["B2"].row, spots["B2"].place) == (900, 1, 2)


def test_a_table_out_of_use_is_not_on_the_plan(hall: Hall) -> None:
    hall.tables.filter(label="A1").update(is_usable=False)
    assert "A1" not in by_label(hall)


@pytest.mark.parametrize("columns", [0, 101])
def test_rows_of_nonsense_are_refused(hall: Hall, columns: int) -> None:
    with pytest.raises(DomainError) as refusal:
        lay_out(hall, columns)
    assert refusal.value.code == "columns"


def test_an_empty_hall_has_no_plan() -> None:
    hall = factories.HallFactory()
    assert hall_plans([hall]) == {}
    with pytest.raises(DomainError) as refusal:
        lay_out(hall, 4)
    assert refusal.value.code == "no_tables"


@pytest.mark.parametrize("halls", [1, 3])
def test_one_query_for_any_number_of_halls(halls: int, django_assert_num_queries) -> None:
    rooms = factories.HallFactory.create_batch(halls)
    for room in rooms:
        add_tables(room, 3)
    with django_assert_num_queries(1):
        assert len(hall_plans(rooms)) == halls
