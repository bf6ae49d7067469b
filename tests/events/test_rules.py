"""Who may do what at an event: a table of people by permissions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from events.choices import StaffRole
from events.rules import is_event_staff
from tests.factories import EventFactory, MemberFactory, StaffFactory, UserFactory, participant

pytestmark = pytest.mark.django_db

EVERY = {"organiser", "scheduler", "desk", "observer"}
TABLE = {
    "events.change_event": {"organiser"},
    "events.view_event": EVERY,
    "events.plan_event": {"organiser", "scheduler"},
    "events.decide_registration": {"organiser"},
    "events.manage_registrations": {"organiser"},
    "events.view_registrations": EVERY,
    "events.check_in": {"organiser", "scheduler", "desk"},
}
STAFF = sorted(EVERY)
OTHERS = ["company", "stranger", "visitor", "organiser elsewhere", "inactive organiser"]


def somebody(who: str, event):
    if who in EVERY:
        return StaffFactory(event=event, role=StaffRole(who)).user
    people = {
        "company": lambda: (
            MemberFactory(organisation=participant(event).organisation, role="owner").user
        ),
        "stranger": lambda: UserFactory(is_staff=True),
        "visitor": AnonymousUser,
        "organiser elsewhere": lambda: StaffFactory().user,
        "inactive organiser": lambda: StaffFactory(event=event, user__is_active=False).user,
        "superuser": lambda: UserFactory(is_superuser=True),
    }
    return people[who]()


@pytest.mark.parametrize("permission", TABLE)
@pytest.mark.parametrize("who", [*STAFF, *OTHERS, "superuser"])
def test_permissions(permission, who):
    event = EventFactory()
    expected = who == "superuser" or who in TABLE[permission]
    assert somebody(who, event).has_perm(permission, event) == expected


@pytest.mark.parametrize("permission", TABLE)
@pytest.mark.parametrize("who", [*STAFF, *OTHERS])
def test_permissions_at_any_event(permission, who):
    """Without an event: has the person the permission anywhere? A menu asks that."""
    expected = who in TABLE[permission] or who == "organiser elsewhere"
    assert somebody(who, EventFactory()).has_perm(permission) == expected


def test_roles_are_read_once_for_a_person(django_assert_num_queries):
    staff = StaffFactory()
    with django_assert_num_queries(1):
        for permission in TABLE:
            staff.user.has_perm(permission, staff.event)


def test_a_predicate_of_any_staff():
    staff = StaffFactory(role=StaffRole.OBSERVER)
    assert is_event_staff().test(staff.user, staff.event)
    assert not is_event_staff(StaffRole.DESK).test(staff.user, staff.event)
