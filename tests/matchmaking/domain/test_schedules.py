"""Publishing versions: what stays the same, what is told to whom, and what is refused."""

import pytest

from companies.domain.errors import DomainError
from events.models import Event, Registration
from matchmaking.choices import MeetingState, NotificationKind, VersionState
from matchmaking.domain.schedules import (
    cancel_meetings_of,
    changes_between,
    discard_version,
    publish_version,
)
from matchmaking.models import Activity, Meeting, Notification, ScheduleVersion, Seat
from tests.factories import (
    AbsenceFactory,
    MeetingRequestFactory,
    MeetingTableFactory,
    RepresentativeFactory,
    UserFactory,
    moment,
    ready_event,
    span,
)
from tests.matchmaking.drafts import draft, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return ready_event(participants=4, slots=3, tables=2)


@pytest.fixture
def four(event: Event) -> list[Registration]:
    return list(event.registrations.order_by("pk"))


@pytest.fixture
def first(event: Event, four: list[Registration]) -> ScheduleVersion:
    """Published: a meets b, then c meets d."""
    a, b, c, d = four
    return publish_version(draft(event, (a, b, 0), (c, d, 1)))


def told() -> dict[str, dict[str, list[str]]]:
    """The last message to each person, by address."""
    return {
        message.recipient.email: {
            kind: value for kind, value in message.context.items() if kind != "version"
        }
        for message in Notification.objects.order_by("pk").select_related("recipient")
    }


def emails(*rows: Registration) -> set[str]:
    return {person.user.email for row in rows for person in row.representatives.all()}


def each(addresses: set[str], context: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    return dict.fromkeys(addresses, context)


class TestTheFirst:
    def test_is_the_events_schedule(self, event: Event, first: ScheduleVersion) -> None:
        first.refresh_from_db()
        assert first.state == VersionState.PUBLISHED
        assert first.published_at is not None
        assert Meeting.objects.published().filter(event=event).count() == 2

    def test_is_told_to_all_who_are_in_it(
        self, first: ScheduleVersion, four: list[Registration]
    ) -> None:
        assert set(told()) == emails(*four)
        assert {m.kind for m in Notification.objects.all()} == {NotificationKind.SCHEDULE_PUBLISHED}

    def test_is_logged_with_who_did_it(self, event: Event, four: list[Registration]) -> None:
        actor = UserFactory()
        version = publish_version(draft(event, (four[0], four[1], 0)), by=actor)
        assert version.published_by == actor
        entry = Activity.objects.get(action="schedule.published")
        assert (entry.actor, entry.after["added"]) == (actor, 1)

    def test_published_twice_changes_nothing(self, first: ScheduleVersion) -> None:
        before = first.published_at
        again = publish_version(first)
        assert again.published_at == before
        assert Notification.objects.count() == 4
        assert Activity.objects.filter(action="schedule.published").count() == 1


class TestTheNext:
    @pytest.fixture
    def second(
        self, event: Event, first: ScheduleVersion, four: list[Registration]
    ) -> ScheduleVersion:
        """a still meets b; c meets d later; a meets c, which is new."""
        a, b, c, d = four
        Notification.objects.all().delete()
        version = draft(event, (a, b, 0), (c, d, 2), (a, c, 1), parent=first)
        return publish_version(version)

    def test_takes_the_place_of_the_old(
        self, first: ScheduleVersion, second: ScheduleVersion
    ) -> None:
        first.refresh_from_db()
        assert first.state == VersionState.SUPERSEDED
        assert second.state == VersionState.PUBLISHED

    def test_uid_stays_and_sequence_rises_with_what_changed(
        self, first: ScheduleVersion, second: ScheduleVersion, four: list[Registration]
    ) -> None:
        a, b, c, d = four
        same, moved, new = (meeting_of(second, *two) for two in ((a, b), (c, d), (a, c)))
        assert same.uid == meeting_of(first, a, b).uid
        assert moved.uid == meeting_of(first, c, d).uid
        assert (same.sequence, moved.sequence, new.sequence) == (0, 1, 0)

    def test_only_those_whose_meetings_changed_are_told(
        self, second: ScheduleVersion, four: list[Registration]
    ) -> None:
        a, b, c, d = four
        moved = str(meeting_of(second, c, d).uid)
        new = str(meeting_of(second, a, c).uid)
        assert told() == {
            **each(emails(a), {"added": [new]}),
            **each(emails(c), {"added": [new], "moved": [moved]}),
            **each(emails(d), {"moved": [moved]}),
        }
        assert not emails(b) & set(told())

    def test_a_meeting_that_is_gone_is_told_and_comes_back_with_its_uid(
        self,
        event: Event,
        first: ScheduleVersion,
        second: ScheduleVersion,
        four: list[Registration],
    ) -> None:
        a, b, c, _d = four
        Notification.objects.all().delete()
        third = publish_version(draft(event, (a, c, 1), parent=second))
        gone = str(meeting_of(first, a, b).uid)
        assert told()[emails(b).pop()] == {"cancelled": [gone]}
        fourth = publish_version(draft(event, (a, c, 1), (a, b, 0), parent=third))
        back = meeting_of(fourth, a, b)
        assert str(back.uid) == gone
        # Calendars heard sequence 1 with the cancellation, so this one must be later.
        assert back.sequence > 1

    @pytest.mark.parametrize("what", ["table", "people"])
    def test_another_table_or_person_is_a_change(
        self, event: Event, first: ScheduleVersion, four: list[Registration], what: str
    ) -> None:
        a, b, c, d = four
        version = draft(event, (a, b, 0), (c, d, 1), parent=first)
        meeting = meeting_of(version, a, b)
        if what == "table":
            meeting.table = MeetingTableFactory(event=event)
            meeting.save()
        else:
            colleague = RepresentativeFactory(registration=a)
            meeting.seats.filter(registration=a).update(representative=colleague)
        Notification.objects.all().delete()
        publish_version(version)
        assert meeting_of(version, a, b).sequence == 1
        assert meeting_of(version, c, d).sequence == 0
        uid = str(meeting.uid if what == "people" else meeting_of(version, a, b).uid)
        if what == "people":
            old = a.representatives.exclude(pk=colleague.pk).get()
            assert told()[old.user.email] == {"cancelled": [str(meeting_of(version, a, b).uid)]}
            assert told()[colleague.user.email] == {"added": [str(meeting_of(version, a, b).uid)]}
        else:
            assert told()[emails(a).pop()] == {"moved": [uid]}
        assert not emails(c, d) & set(told())

    def test_nobody_is_told_of_the_same_schedule_again(
        self, event: Event, first: ScheduleVersion, four: list[Registration]
    ) -> None:
        a, b, c, d = four
        Notification.objects.all().delete()
        publish_version(draft(event, (a, b, 0), (c, d, 1), parent=first))
        assert told() == {}

    def test_going_back_to_the_old_version(
        self, first: ScheduleVersion, second: ScheduleVersion, four: list[Registration]
    ) -> None:
        """Rolling back is publishing the old version again, over the one that is seen."""
        a, b, c, d = four
        Notification.objects.all().delete()
        publish_version(first, replacing=second)
        assert meeting_of(first, a, b).sequence == 0
        assert meeting_of(first, c, d).sequence == 2
        assert set(told()) == emails(a, c, d)


class TestWhatIsRefused:
    def test_a_version_overtaken_by_another(
        self, event: Event, first: ScheduleVersion, four: list[Registration]
    ) -> None:
        other = draft(event, (four[0], four[1], 1))
        with pytest.raises(DomainError, match="Version 1 was published on") as refusal:
            publish_version(other)
        assert refusal.value.code == "published_meanwhile"
        other.refresh_from_db()
        first.refresh_from_db()
        assert (other.state, first.state) == (VersionState.DRAFT, VersionState.PUBLISHED)

    def test_unless_the_other_is_what_one_means_to_replace(
        self, event: Event, first: ScheduleVersion, four: list[Registration]
    ) -> None:
        other = draft(event, (four[0], four[1], 1))
        assert publish_version(other, replacing=first).state == VersionState.PUBLISHED

    def test_a_person_who_has_become_busy(self, event: Event, four: list[Registration]) -> None:
        a, b, *_ = four
        version = draft(event, (a, b, 0))
        person = a.representatives.get()
        AbsenceFactory(representative=person, during=span(moment(event, 9, 10), 5))
        with pytest.raises(DomainError, match="somebody is not free then") as refusal:
            publish_version(version)
        assert refusal.value.code == "has_conflicts"
        assert str(a) in str(refusal.value)
        version.refresh_from_db()
        assert version.state == VersionState.DRAFT
        assert not Notification.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ("no seat", "nobody there"),
            ("no table", "not at a table"),
            ("too many", "too many meetings"),
            ("locked", "locked at another time"),
            ("locked and left out", "locked at another time"),
            ("declined", "has blocked or declined"),
            ("nobody left", "nobody who takes meetings"),
        ],
    )
    def test_whatever_the_checker_finds(
        self, event: Event, four: list[Registration], wrong: str, said: str
    ) -> None:
        """Rows that no constraint of the database forbids."""
        a, b, c, _d = four
        current = None
        if wrong.startswith("locked"):
            locked = (a, b, 2) if wrong == "locked" else (b, c, 2)
            current = publish_version(draft(event, locked))
            current.meetings.update(is_locked=True)
        version = draft(event, (a, b, 0), (a, c, 1), parent=current)
        if wrong == "no seat":
            Seat.objects.filter(version=version, registration=b).delete()
        elif wrong == "no table":
            version.meetings.update(table=None)
        elif wrong == "declined":
            MeetingRequestFactory(sender=a, receiver=b, state="declined")
        elif wrong == "nobody left":
            b.representatives.update(takes_meetings=False)
        elif wrong == "too many":
            Registration.objects.filter(pk=a.pk).update(meeting_maximum=1)
        with pytest.raises(DomainError, match=said):
            publish_version(version)

    def test_discarding_what_was_published(self, first: ScheduleVersion) -> None:
        with pytest.raises(DomainError, match="Only drafts"):
            discard_version(first, by=None)
        assert ScheduleVersion.objects.filter(pk=first.pk).exists()


class TestWhoLeft:
    def test_between_the_draft_and_its_publication(
        self, event: Event, four: list[Registration]
    ) -> None:
        a, b, c, d = four
        version = draft(event, (a, b, 0), (c, d, 1))
        Registration.objects.filter(pk=b.pk).update(state="withdrawn")
        publish_version(version)
        assert meeting_of(version, a, b).state == MeetingState.CANCELLED
        assert not Seat.objects.filter(meeting=meeting_of(version, a, b), is_held=True).exists()
        assert meeting_of(version, c, d).state == MeetingState.PLANNED
        assert set(told()) == emails(c, d)

    def test_after_it(self, event: Event, first: ScheduleVersion, four: list[Registration]) -> None:
        a, b, c, d = four
        Notification.objects.all().delete()
        assert cancel_meetings_of(b) == 1
        cancelled = meeting_of(first, a, b)
        assert (cancelled.state, cancelled.sequence) == (MeetingState.CANCELLED, 1)
        assert told() == each(emails(a), {"cancelled": [str(cancelled.uid)]})
        assert meeting_of(first, c, d).state == MeetingState.PLANNED
        assert cancel_meetings_of(b) == 0, "the second time there is nothing left to do"
        assert Notification.objects.count() == 1

    def test_where_nothing_is_published(self, four: list[Registration]) -> None:
        assert cancel_meetings_of(four[0]) == 0


def test_discarding_a_draft(event: Event, four: list[Registration]) -> None:
    version = draft(event, (four[0], four[1], 0))
    discard_version(version, by=None)
    assert not ScheduleVersion.objects.exists()
    assert not Meeting.objects.exists()


def test_changes_are_known_before_publishing(
    event: Event, first: ScheduleVersion, four: list[Registration]
) -> None:
    a, b, _c, d = four
    version = draft(event, (a, b, 1), (a, d, 0), parent=first)
    changes = changes_between(first, version)
    assert [len(changes.added), len(changes.moved), len(changes.cancelled)] == [1, 1, 1]
    assert len(changes.people) == 4
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


@pytest.mark.parametrize("participants", [4, 8])
def test_queries_do_not_grow(participants: int, django_assert_max_num_queries) -> None:
    event = ready_event(participants=participants, slots=2, tables=4)
    rows = list(event.registrations.order_by("pk"))
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    first = publish_version(draft(event, *((a, b, 0) for a, b in pairs)))
    second = draft(event, *((a, b, 1) for a, b in pairs), parent=first)
    with django_assert_max_num_queries(50):
        publish_version(second)
    assert Notification.objects.count() == 2 * participants
