"""Events: their days, phases, staff, hosts, sides and delegations."""

from datetime import timedelta

import pytest
from django.utils import translation

from companies.domain.errors import DomainError
from events.choices import HostRole, PhaseKind, StaffRole
from events.domain.events import (
    add_delegation,
    add_host,
    add_side,
    add_staff,
    change_event,
    change_staff,
    create_event,
    remove_staff,
    set_phases,
)
from events.domain.times import add_block
from events.models import Event, Staff
from tests.factories import (
    EventFactory,
    MeetingFactory,
    OrganisationFactory,
    ScheduleVersionFactory,
    SessionFactory,
    SiteVisitFactory,
    StaffFactory,
    UserFactory,
    moment,
    span,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory()


def create(**fields) -> Event:
    day = EventFactory.build().starts_on
    given = {
        "slug": "digital-day",
        "name": "Digital Day",
        "starts_on": day,
        "ends_on": day + timedelta(days=1),
        "time_zone": "Asia/Ho_Chi_Minh",
    }
    return create_event(**{**given, **fields})


def test_who_creates_an_event_organises_it():
    user = UserFactory()
    made = create(by=user, city="Huế")
    assert list(made.staff.values_list("user", "role")) == [(user.pk, "organiser")]
    assert Event.objects.get().city == "Huế"
    assert not create(slug="other").staff.exists()


def test_texts_in_every_language_or_in_the_active_one():
    made = create(name={"en": "Digital Day", "vi": "Ngày hội số", "zh-hant": "數位日"})
    assert (made.name_en, made.name_vi, made.name_zh_hant) == (
        "Digital Day",
        "Ngày hội số",
        "數位日",
    )
    with translation.override("vi"):
        assert str(Event.objects.get()) == "Ngày hội số"
        change_event(made, by=None, name="Ngày mới")
    made.refresh_from_db()
    assert (made.name_en, made.name_vi) == ("Digital Day", "Ngày mới")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slug": "not a slug"}, "Address"),
        ({"name": ""}, "Name"),
        ({"time_zone": "Mars/Base"}, "is not a time zone"),
        ({"country": "XX"}, "is not a country"),
        ({"accent": "red"}, "Write a colour such as"),
        ({"mode": "dream"}, "Mode"),
        ({"slot_minutes": 4}, "between 5 and 240"),
        ({"meeting_minimum": 5, "meeting_maximum": 4}, "below the number promised"),
    ],
)
def test_what_is_no_event_is_refused(event, fields, words):
    with pytest.raises(DomainError, match=words):
        create(**fields)
    with pytest.raises(DomainError, match=words):
        change_event(event, by=None, **fields)


def test_days_in_the_wrong_order_and_addresses_that_are_taken(event):
    before = event.starts_on - timedelta(days=1)
    with pytest.raises(DomainError, match="last day comes before the first"):
        change_event(event, by=None, ends_on=before)
    with pytest.raises(DomainError, match="Another event has this address"):
        create(slug=event.slug)
    with pytest.raises(TypeError, match="colour"):
        create(colour="red")
    with pytest.raises(TypeError, match="created_at"):
        change_event(event, by=None, created_at=None)


def test_new_days_hold_the_meeting_times(event):
    add_block(event, moment(event, 9, day=1), moment(event, 10, day=1))
    with pytest.raises(DomainError, match="meeting times outside these days"):
        change_event(event, by=None, ends_on=event.starts_on)
    event.refresh_from_db()
    with pytest.raises(DomainError, match="meeting times outside these days"):
        change_event(event, by=None, time_zone="America/Los_Angeles", starts_on=event.ends_on)
    event.refresh_from_db()
    change_event(event, by=None, ends_on=event.ends_on + timedelta(days=1))


def test_a_new_rhythm_lays_the_slots_of_every_block_anew(event):
    blocks = [add_block(event, moment(event, hour), moment(event, hour + 1)) for hour in (9, 14)]
    change_event(event, by=None, slot_minutes=30, break_minutes=0)
    for block, hour in zip(blocks, (9, 14), strict=True):
        laid = [slot.starts_at for slot in block.slots.all()]
        assert laid == [moment(event, hour), moment(event, hour, 30)]


def test_a_rhythm_that_fits_no_block_or_moves_meetings_is_refused(event):
    block = add_block(event, moment(event, 9), moment(event, 10))
    with pytest.raises(DomainError, match="too short for one meeting of 90 minutes"):
        change_event(event, by=None, slot_minutes=90)
    event.refresh_from_db()
    assert (event.slot_minutes, block.slots.count()) == (20, 2)
    version = ScheduleVersionFactory(event=event)
    MeetingFactory(version=version, slot=block.slots.last())
    with pytest.raises(DomainError, match="has meetings in the slots"):
        change_event(event, by=None, slot_minutes=25)
    event.refresh_from_db()
    assert (event.slot_minutes, block.slots.count()) == (20, 2)
    change_event(event, by=None, slot_minutes=20, city="Huế")


@pytest.mark.parametrize("factory", [SessionFactory, SiteVisitFactory])
def test_new_days_hold_the_programme_too(event, factory):
    row = factory(event=event, during=span(moment(event, 9, day=1), 60))
    with pytest.raises(DomainError, match=f"“{row.title}” takes place outside"):
        change_event(event, by=None, ends_on=event.starts_on)
    assert Event.objects.get(pk=event.pk).ends_on > event.starts_on


def test_phases_are_replaced_as_a_whole_and_keep_their_order(event):
    at = {hour: moment(event, hour) for hour in range(1, 5)}
    set_phases(event, {PhaseKind.REQUESTS: at[2], PhaseKind.REGISTRATION: at[1]})
    kept = event.phases.get(kind="requests").pk
    set_phases(event, {PhaseKind.REQUESTS: at[3], PhaseKind.LIVE: at[4]})
    assert dict(event.phases.values_list("kind", "starts_at")) == {
        "requests": at[3],
        "live": at[4],
    }
    assert event.phases.get(kind="requests").pk == kept
    with pytest.raises(DomainError, match="“Live” would begin before “Requests”"):
        set_phases(event, {PhaseKind.REQUESTS: at[3], PhaseKind.LIVE: at[2]})
    assert event.phases.get(kind="live").starts_at == at[4]
    set_phases(event, {PhaseKind.REQUESTS: at[3], PhaseKind.LIVE: at[3]})


def test_staff_once_an_event_with_one_organiser_left(event):
    first = StaffFactory(event=event)
    StaffFactory()  # of another event
    with pytest.raises(DomainError, match="works for this event already"):
        add_staff(event, first.user, StaffRole.DESK)
    with pytest.raises(DomainError, match="only organiser"):
        change_staff(first, role=StaffRole.DESK)
    with pytest.raises(DomainError, match="only organiser"):
        remove_staff(first)
    second = add_staff(event, UserFactory(), StaffRole.SCHEDULER)
    change_staff(second, role=StaffRole.ORGANISER)
    remove_staff(first)
    assert list(event.staff.all()) == [second]
    third = add_staff(event, UserFactory(), StaffRole.DESK)
    with pytest.raises(DomainError, match="Role"):
        change_staff(third, role="king")
    assert Staff.objects.get(pk=third.pk).role == StaffRole.DESK


def test_hosts_stand_in_their_order_once_each(event):
    one, two = OrganisationFactory.create_batch(2)
    add_host(event, one)
    add_host(event, two, HostRole.CO_HOST)
    assert list(event.hosts.values_list("organisation", "position")) == [(one.pk, 0), (two.pk, 1)]
    with pytest.raises(DomainError, match="is a host of this event already"):
        add_host(event, one, HostRole.PARTNER)


def test_sides_and_delegations(event):
    add_side(event, "local", {"en": "Local", "ko": "현지"})
    side = add_side(event, "visiting", "Visiting")
    assert (side.position, side.name_en) == (1, "Visiting")
    with pytest.raises(DomainError, match="side with the code “local” already"):
        add_side(event, "local", "Again")
    leader = UserFactory()
    made = add_delegation(event, {"en": "Taiwan", "vi": "Đài Loan"}, "TW", leader=leader)
    assert (made.name_vi, made.country, made.leader) == ("Đài Loan", "TW", leader)
    with pytest.raises(DomainError, match="is not a country"):
        add_delegation(event, "Nowhere", "XX")
