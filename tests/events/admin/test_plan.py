"""The page on which an organiser says where the tables of a hall stand."""

import pytest
from django.test import Client

from events.choices import StaffRole
from events.domain.places import add_tables
from events.models import Hall
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    venue = factories.VenueFactory()
    hall = factories.HallFactory(venue=venue)
    add_tables(hall, 3, prefix="A")
    return hall


def organiser(hall: Hall, role: StaffRole = StaffRole.ORGANISER):
    staff = factories.StaffFactory(event=hall.venue.event, role=role, user__is_staff=True)
    return staff.user


def test_rows_at_once_then_one_table_elsewhere(client: Client, hall: Hall) -> None:
    address = f"/admin/events/hall/{hall.pk}/plan/"
    client.force_login(organiser(hall))
    assert "plan-tables" in client.get(address).content.decode()
    page = client.post(address, {"columns": 3}, follow=True).content.decode()
    assert "The plan is kept" in page
    tables = list(hall.tables.order_by("position"))
    assert [table.x for table in tables] == [167, 500, 833]
    sent: dict[str, object] = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3}
    for number, table in enumerate(tables):
        sent |= {
            f"form-{number}-id": table.pk,
            f"form-{number}-zone": "North",
            f"form-{number}-x": table.x,
            f"form-{number}-y": 1000 if number == 2 else 0,
        }
    client.post(address, sent)
    assert list(hall.tables.order_by("position").values_list("zone", "y")) == [
        ("North", 0),
        ("North", 0),
        ("North", 1000),
    ]


def test_a_place_off_the_plan_is_refused_and_nothing_is_lost(client: Client, hall: Hall) -> None:
    client.force_login(organiser(hall))
    sent: dict[str, object] = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1}
    table = hall.tables.get(label="A1")
    sent |= {"form-0-id": table.pk, "form-0-zone": "North", "form-0-x": 1001, "form-0-y": 5}
    page = client.post(f"/admin/events/hall/{hall.pk}/plan/", sent).content.decode()
    assert "Some places were not understood" in page
    assert 'value="1001"' in page
    table.refresh_from_db()
    assert table.x is None


def test_only_who_plans_the_event_says_so(client: Client, hall: Hall) -> None:
    address = f"/admin/events/hall/{hall.pk}/plan/"
    other = factories.HallFactory()
    client.force_login(organiser(other))
    assert client.get(address).status_code == 404
    client.force_login(organiser(hall, StaffRole.DESK))
    assert client.get(address).status_code in {403, 404}
    client.logout()
    assert client.get(address).status_code == 302
