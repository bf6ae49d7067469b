"""Sessions, those on stage, sign-ups and memoranda."""

import pytest

from companies.domain.errors import DomainError
from events.choices import SessionAudience, SpeakerRole
from events.domain import programme
from events.domain.programme import (
    add_appearance,
    add_session,
    cancel_sign_up,
    change_session,
    record_memorandum,
    sign_up,
)
from events.models import Attendance, Event, Session
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    HallFactory,
    OrganisationFactory,
    RegistrationFactory,
    RepresentativeFactory,
    SessionFactory,
    moment,
    span,
)
from tests.matchmaking.threads import at_once, meeting_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db) -> Event:
    return EventFactory()


def open_session(event: Event, **fields) -> Session:
    return SessionFactory(event=event, audience=SessionAudience.SIGNED_UP, **fields)


def someone(event: Event, state: str = "approved"):
    return RepresentativeFactory(registration=RegistrationFactory(event=event, state=state))


def add(event: Event, **fields) -> Session:
    given = {
        "kind": "panel",
        "title": {"en": "Cities", "vi": "Đô thị"},
        "starts_at": moment(event, 9),
        "ends_at": moment(event, 10),
    }
    return add_session(event, **{**given, **fields})


def test_a_session_with_its_stage(event):
    session = add(event, hall=HallFactory(venue__event=event), host=OrganisationFactory())
    assert (session.title_en, session.title_vi) == ("Cities", "Đô thị")
    assert session.during.lower == moment(event, 9)
    one = add_appearance(session, role=SpeakerRole.MODERATOR, name="Ms Hà")
    two = add_appearance(session, name="Dr Lê", topic="Sensors")
    assert list(session.appearances.all()) == [one, two]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "party"}, "Kind"),
        ({"title": ""}, "Title"),
        ({"audience": "some"}, "Takes the time of"),
        ({"online_url": "no link"}, "Link"),
    ],
)
def test_what_is_no_session_is_refused(event, fields, words):
    with pytest.raises(DomainError, match=words):
        add(event, **fields)
    assert not Session.objects.exists()


def test_time_and_hall_are_of_the_event(event):
    with pytest.raises(DomainError, match="outside the event"):
        add(event, starts_at=moment(event, 23, day=1), ends_at=moment(event, 1, day=2))
    with pytest.raises(DomainError, match="The end comes before the start"):
        add(event, ends_at=moment(event, 8))
    with pytest.raises(DomainError, match="is not a hall of"):
        add(event, hall=HallFactory())
    session = add(event)
    with pytest.raises(DomainError, match="outside the event"):
        change_session(session, starts_at=moment(event, 9, day=4), ends_at=moment(event, 10, day=4))
    with pytest.raises(DomainError, match="is not a hall of"):
        change_session(session, hall=HallFactory())
    change_session(session, ends_at=moment(event, 11), title={"ko": "도시"})
    session.refresh_from_db()
    assert session.during.upper == moment(event, 11)
    assert (session.title_en, session.title_ko) == ("Cities", "도시")


@pytest.mark.parametrize("audience", [SessionAudience.EVERYONE, SessionAudience.NOBODY])
def test_nobody_signs_up_where_nobody_needs_to(event, audience):
    session = SessionFactory(event=event, audience=audience)
    with pytest.raises(DomainError, match="nobody needs to sign up"):
        sign_up(session, someone(event))


def test_signing_up_once_and_cancelling(event):
    session, who = open_session(event), someone(event)
    sign_up(session, who)
    with pytest.raises(DomainError, match=r"signed up for .* already"):
        sign_up(session, who)
    cancel_sign_up(session, who)
    cancel_sign_up(session, who)
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_who_is_out_does_not_sign_up(event, state):
    with pytest.raises(DomainError, match="does not take part"):
        sign_up(open_session(event), someone(event, state))
    with pytest.raises(DomainError, match="does not take part in this event"):
        sign_up(open_session(event), someone(EventFactory()))


def test_a_full_hall(event):
    session = open_session(event, hall=HallFactory(venue__event=event, capacity=1))
    first = someone(event)
    sign_up(session, first)
    with pytest.raises(DomainError, match="All 1 seats of") as caught:
        sign_up(session, someone(event))
    assert caught.value.code == "session_full"
    cancel_sign_up(session, first)
    sign_up(session, someone(event))


@pytest.mark.parametrize("how", ["signed_up", "on_stage"])
def test_nobody_is_at_two_sessions(event, how):
    who = someone(event)
    first = open_session(event, during=span(moment(event, 9), 60))
    second = open_session(event, during=span(moment(event, 9, 59), 60))
    third = open_session(event, during=span(moment(event, 10), 60))
    if how == "signed_up":
        sign_up(first, who)
    else:
        AppearanceFactory(session=first, user=who.user)
    with pytest.raises(DomainError, match=f"is at “{first.title}” then"):
        sign_up(second, who)
    sign_up(third, who)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [False, True])
def test_one_person_and_two_sessions_at_once(monkeypatch, is_locked):
    event = EventFactory()
    who = someone(event)
    sessions = [open_session(event, during=span(moment(event, 9), 60)) for _ in range(2)]
    wait = meeting_point()
    check = programme._refuse_sign_up

    def check_and_wait(session, representative):
        check(session, representative)
        wait()

    monkeypatch.setattr(programme, "_refuse_sign_up", check_and_wait)
    if not is_locked:
        monkeypatch.setattr(programme, "lock_representative", lambda representative: representative)
    outcomes = at_once(*[lambda session=session: sign_up(session, who) for session in sessions])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert len(refused) == (1 if is_locked else 0)
    assert Attendance.objects.count() == (1 if is_locked else 2)


def test_a_memorandum_of_two_before_witnesses(event):
    session = SessionFactory(event=event)
    witness = AppearanceFactory(session=session, role=SpeakerRole.WITNESS)
    one, two = OrganisationFactory.create_batch(2)
    signed = record_memorandum(
        session,
        subject={"en": "Street lights", "vi": "Đèn đường"},
        parties=[one, two],
        witnesses=[witness],
        signed_at=moment(event, 10),
    )
    assert set(signed.parties.all()) == {one, two}
    assert list(signed.witnesses.all()) == [witness]
    assert signed.subject_vi == "Đèn đường"


def test_a_memorandum_needs_two_parties_and_witnesses_who_were_there(event):
    session = SessionFactory(event=event)
    one, two = OrganisationFactory.create_batch(2)
    for parties in ([], [one], [one, one]):
        with pytest.raises(DomainError, match="at least two parties"):
            record_memorandum(session, subject="Lights", parties=parties)
    with pytest.raises(DomainError, match="is not on stage at"):
        record_memorandum(
            session, subject="Lights", parties=[one, two], witnesses=[AppearanceFactory()]
        )
    assert not session.memoranda.exists()
