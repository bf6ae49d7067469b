"""A registration from draft to decision, and the people who come for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.domain.errors import DomainError
from companies.models import Member
from events.choices import Pairing
from events.domain import registrations
from events.domain.programme import sign_up
from events.domain.registrations import (
    add_absence,
    add_representative,
    change_registration,
    change_representative,
    decide_registration,
    register,
    remove_absence,
    remove_representative,
    submit_registration,
    withdraw_registration,
)
from events.domain.visits import take_seat
from events.models import Attendance, Event, Registration, Representative, VisitSeat
from events.signals import registration_decided, registration_withdrawn
from tests.factories import (
    DelegationFactory,
    EventFactory,
    MeetingFactory,
    MeetingTableFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    RepresentativeFactory,
    ScheduleVersionFactory,
    SeatFactory,
    SessionFactory,
    SideFactory,
    SiteVisitFactory,
    StatementFactory,
    UserFactory,
    moment,
    participant,
    ready_event,
    span,
)
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory()


@pytest.fixture
def heard():
    """What the signals said: (which, registration, by)."""
    told = []

    def decided(registration, by, **_):
        told.append(("decided", registration.pk, by))

    def withdrawn(registration, by, **_):
        told.append(("withdrawn", registration.pk, by))

    registration_decided.connect(decided)
    registration_withdrawn.connect(withdrawn)
    yield told
    registration_decided.disconnect(decided)
    registration_withdrawn.disconnect(withdrawn)


def draft(event: Event, **fields) -> Registration:
    """A draft that lacks nothing."""
    return participant(event, state="draft", **fields)


def test_a_draft_takes_all_offers_and_needs_along_or_those_named(event):
    organisation = OrganisationFactory()
    one, two = StatementFactory.create_batch(2, organisation=organisation)
    made = register(event, organisation)
    assert made.state == "draft"
    assert set(made.statements.all()) == {one, two}
    other = register(EventFactory(), organisation, statements=[two], is_online=True)
    assert list(other.statements.all()) == [two]
    assert other.is_online


def test_registering_twice_is_refused(event):
    made = RegistrationFactory(event=event)
    with pytest.raises(DomainError, match=r"registered for .* already"):
        register(event, made.organisation)
    assert event.registrations.count() == 1


def test_people_do_not_register_for_what_is_over_but_records_can_be_made():
    past = timezone.now().date() - timedelta(days=3)
    event = EventFactory(starts_on=past, ends_on=past)
    with pytest.raises(DomainError, match="ended on"):
        register(event, OrganisationFactory(), by=UserFactory())
    assert register(event, OrganisationFactory())


def test_the_last_day_is_not_over():
    today = timezone.now().date()
    event = EventFactory(starts_on=today, ends_on=today, time_zone="UTC")
    assert register(event, OrganisationFactory(), by=UserFactory())


@pytest.mark.parametrize("part", ["side", "delegation"])
def test_parts_of_another_event_are_refused(event, part):
    foreign = {"side": SideFactory, "delegation": DelegationFactory}[part]()
    with pytest.raises(DomainError, match="belongs to another event"):
        register(event, OrganisationFactory(), **{part: foreign})
    made = RegistrationFactory(event=event)
    with pytest.raises(DomainError, match="belongs to another event"):
        change_registration(made, by=None, **{part: foreign})
    with pytest.raises(DomainError, match="belongs to another event"):
        change_registration(made, by=None, booth=MeetingTableFactory())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"meeting_minimum": 5, "meeting_maximum": 4}, "fewer than the fewest"),
        ({"time_zone": "Mars"}, "Time zone"),
    ],
)
def test_numbers_and_zones_that_cannot_be(event, fields, words):
    with pytest.raises(DomainError, match=words):
        register(event, OrganisationFactory(), **fields)
    made = RegistrationFactory(event=event)
    with pytest.raises(DomainError, match=words):
        change_registration(made, by=None, **fields)


def test_somebody_elses_words_are_refused(event):
    with pytest.raises(DomainError, match="is not an offer or need of"):
        register(event, OrganisationFactory(), statements=[StatementFactory()])
    assert not Registration.objects.exists()


def test_handing_in_and_the_decision(event, heard, django_capture_on_commit_callbacks):
    row, organiser = draft(event), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        submit_registration(row, by=None)
    row.refresh_from_db()
    assert row.state == "submitted"
    assert row.submitted_at is not None
    assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        decide_registration(row, state="approved", by=organiser)
    row.refresh_from_db()
    assert row.state == "approved"
    assert row.decided_at is not None
    assert heard == [("decided", row.pk, organiser)]


def test_where_nobody_approves_it_is_approved_at_once(heard, django_capture_on_commit_callbacks):
    row = draft(EventFactory(registration_needs_approval=False))
    with django_capture_on_commit_callbacks(execute=True):
        submit_registration(row, by=None)
    assert Registration.objects.get().state == "approved"
    assert heard == [("decided", row.pk, None)]


def test_what_is_missing_is_said(event):
    row = draft(event)
    statements = list(row.statements.all())
    row.statements.clear()
    with pytest.raises(DomainError, match="neither what it offers nor what it needs"):
        submit_registration(row, by=None)
    row.statements.set(statements)
    row.representatives.update(takes_meetings=False)
    with pytest.raises(DomainError, match="Nobody takes meetings"):
        submit_registration(row, by=None)
    row.representatives.update(takes_meetings=True)
    Event.objects.update(pairing=Pairing.TWO_SIDED)
    row = Registration.objects.get()
    with pytest.raises(DomainError, match="Choose the side"):
        submit_registration(row, by=None)
    row.side = SideFactory(event=row.event)
    row.save()
    submit_registration(row, by=None)
    with pytest.raises(DomainError, match="handed in already"):
        submit_registration(row, by=None)


STATES = ["draft", "submitted", "approved", "waitlisted", "rejected", "withdrawn"]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", ["approved", "waitlisted", "rejected"])
def test_every_decision_from_every_state(event, before, after):
    row = RegistrationFactory(event=event, state=before)
    allowed = before not in {"draft", "withdrawn", after}
    if allowed:
        decide_registration(row, state=after, reason="Because.", by=None)
    else:
        with pytest.raises(DomainError):
            decide_registration(row, state=after, reason="Because.", by=None)
    row.refresh_from_db()
    assert row.state == (after if allowed else before)


def test_a_rejection_says_why(event):
    row = RegistrationFactory(event=event, state="submitted")
    with pytest.raises(DomainError, match="Say why"):
        decide_registration(row, state="rejected", reason="  ", by=None)
    decide_registration(row, state="rejected", reason=" Full. ", by=None)
    assert Registration.objects.get().state_reason == "Full."
    with pytest.raises(ValueError, match="no decision"):
        decide_registration(row, state="withdrawn", by=None)


@pytest.mark.parametrize("how", ["withdraw", "reject", "waitlist"])
def test_who_leaves_gives_seats_back(event, how, heard, django_capture_on_commit_callbacks):
    row = participant(event)
    who = row.representatives.get()
    sign_up(SessionFactory(event=event, audience="signed_up"), who)
    take_seat(SiteVisitFactory(event=event, during=span(moment(event, 14), 60)), who)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "withdraw":
            withdraw_registration(row, by=None)
        else:
            decide_registration(row, state=f"{how}ed", reason="Full.", by=None)
    assert not VisitSeat.objects.exists()
    assert not Attendance.objects.exists()
    assert heard == [("withdrawn" if how == "withdraw" else "decided", row.pk, None)]


def test_withdrawing_twice_and_coming_back(event):
    row = participant(event)
    withdraw_registration(row, by=None)
    with pytest.raises(DomainError, match="withdrawn already"):
        withdraw_registration(row, by=None)
    submit_registration(row, by=None)
    assert Registration.objects.get().state == "submitted"


def test_a_rejection_is_not_got_around_by_withdrawing(event):
    row = participant(event, state="rejected", state_reason="Not our field")
    with pytest.raises(DomainError, match="nothing to cancel"):
        withdraw_registration(row, by=None)
    stored = Registration.objects.get()
    assert (stored.state, stored.state_reason) == ("rejected", "Not our field")


@pytest.mark.django_db(transaction=True)
def test_two_organisers_decide_at_once(monkeypatch, heard):
    """One decides; the other learns of it."""
    row = participant(EventFactory(), state="submitted")
    wait = meeting_point()
    check = registrations._refuse_decision

    def check_and_wait(*args):
        check(*args)
        wait()

    monkeypatch.setattr(registrations, "_refuse_decision", check_and_wait)

    def decide():
        return decide_registration(Registration.objects.get(pk=row.pk), state="approved", by=None)

    outcomes = at_once(decide, decide)
    assert sum(isinstance(each, DomainError) for each in outcomes) == 1
    assert heard == [("decided", row.pk, None)]


# --- people ---------------------------------------------------------------------------------


def test_who_comes_belongs_to_the_organisation_from_then_on(event):
    row = RegistrationFactory(event=event)
    who = add_representative(row, UserFactory(), job_title="Director", languages=["vi"])
    member = Member.objects.get(organisation=row.organisation, user=who.user)
    assert (member.job_title, member.languages, member.role) == (
        "Director",
        ["vi"],
        "representative",
    )
    assert who.event == event


def test_job_title_and_languages_come_from_the_membership(event):
    row = RegistrationFactory(event=event)
    member = MemberFactory(organisation=row.organisation, job_title="Owner", languages=["ko"])
    who = add_representative(row, member.user)
    assert (who.job_title, who.languages) == ("Owner", ["ko"])


def test_nobody_represents_two_organisations(event):
    who = RepresentativeFactory(registration__event=event)
    row = RegistrationFactory(event=event)
    with pytest.raises(DomainError, match="represents an organisation at the event already"):
        add_representative(row, who.user)
    assert not Member.objects.filter(organisation=row.organisation).exists()
    assert add_representative(RegistrationFactory(), who.user)


def test_nobody_comes_for_who_has_left(event):
    row = RegistrationFactory(event=event, state="withdrawn")
    with pytest.raises(DomainError, match="does not take part"):
        add_representative(row, UserFactory())


@pytest.mark.parametrize("state", STATES)
def test_the_last_who_takes_meetings_stays(event, state):
    row = participant(event, people=2, state=state)
    one, two = row.representatives.all()
    remove_representative(one)
    counts = state in {"submitted", "approved", "waitlisted"}
    if counts:
        with pytest.raises(DomainError, match="only one who takes meetings"):
            change_representative(two, takes_meetings=False)
        with pytest.raises(DomainError, match="only one who takes meetings"):
            remove_representative(two)
    else:
        change_representative(two, takes_meetings=False)
        remove_representative(two)
    assert row.representatives.count() == (1 if counts else 0)


def test_who_has_meetings_is_not_taken_off():
    event = ready_event(participants=2)
    a, b = event.registrations.order_by("pk")
    RepresentativeFactory(registration=a)
    meeting = MeetingFactory(
        version=ScheduleVersionFactory(event=event), registration_a=a, registration_b=b
    )
    seat = SeatFactory(meeting=meeting, representative=a.representatives.first())
    with pytest.raises(DomainError, match="has meetings in a schedule"):
        remove_representative(seat.representative)
    assert Representative.objects.filter(pk=seat.representative_id).exists()


# --- absences -------------------------------------------------------------------------------


def test_absences_are_kept_to_the_events_days(event):
    who = RepresentativeFactory(registration__event=event)
    absence = add_absence(who, moment(event, 9, day=-5), moment(event, 10), "Travel")
    assert absence.during.lower == moment(event, 0)
    assert absence.during.upper == moment(event, 10)
    with pytest.raises(DomainError, match="absent then already"):
        add_absence(who, moment(event, 8), moment(event, 9))
    remove_absence(absence)
    assert add_absence(who, moment(event, 8), moment(event, 9))


@pytest.mark.parametrize(("day", "hours"), [(-3, 1), (5, 1), (0, -1), (0, 0)])
def test_absences_at_no_time_of_the_event_are_refused(event, day, hours):
    who = RepresentativeFactory(registration__event=event)
    start = moment(event, 9, day=day)
    with pytest.raises(DomainError):
        add_absence(who, start, start + timedelta(hours=hours))
