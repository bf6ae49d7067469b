"""The rows that messages tell of, read for many messages at once: a page, a daily mail, one mail.

A constant number of queries, whatever the number of messages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import F, Model, QuerySet

from companies.models import Invitation, JoinRequest, User
from events.models import Event, InvitedRepresentative, Registration
from matchmaking.choices import NotificationKind, VersionState
from matchmaking.domain.agenda_items import with_people
from matchmaking.domain.messages.content import NothingToTellError
from matchmaking.models import Meeting, MeetingNotice, MeetingRequest, Notification, Outcome
from matchmaking.querysets import OutcomeQuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Facts:
    """By id: requests, registrations, outcomes and notices. By person and event: the meetings they
    sit in, planned and in the published schedule, in order, and by uid those that they sat in once
    and that a message calls cancelled, as they last stood. By registration: outcomes with
    something left to do, the next first. `written` are the meetings, by uid and side, that have an
    outcome. `invited_to` are the events, by invitation, that it is for."""

    requests: dict[int, MeetingRequest] = field(default_factory=dict)
    registrations: dict[int, Registration] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    notices: dict[int, MeetingNotice] = field(default_factory=dict)
    meetings: dict[tuple[int, int], list[Meeting]] = field(default_factory=dict)
    gone: dict[tuple[int, str], Meeting] = field(default_factory=dict)
    open_outcomes: dict[int, list[Outcome]] = field(default_factory=dict)
    written: set[tuple[str, int]] = field(default_factory=set)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    invited_to: dict[int, list[str]] = field(default_factory=dict)
    join_requests: dict[int, JoinRequest] = field(default_factory=dict)
    people: dict[int, User] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A message with the rows that it tells of; each raises `NothingToTellError` where it is
    gone."""

    message: Notification
    facts: Facts

    @property
    def event(self) -> Event:
        if self.message.event is None:
            raise NothingToTellError("the event is gone")
        return self.message.event

    @property
    def recipient(self) -> User:
        if self.message.recipient is None:
            raise NothingToTellError("the account is gone")
        return self.message.recipient

    @property
    def request(self) -> MeetingRequest:
        """The meeting request that the context names as `request`."""
        request = self.facts.requests.get(self.message.context.get("request", 0))
        if request is None:
            raise NothingToTellError("the request is gone")
        return request

    @property
    def registration(self) -> Registration:
        """The registration that the context names as `registration`."""
        registration = self.facts.registrations.get(self.message.context.get("registration", 0))
        if registration is None:
            raise NothingToTellError("the registration is gone")
        return registration

    @property
    def outcome(self) -> Outcome:
        """What a side said came of a meeting, which the context names as `outcome`."""
        outcome = self.facts.outcomes.get(self.message.context.get("outcome", 0))
        if outcome is None:
            raise NothingToTellError("the outcome is gone")
        return outcome

    @property
    def invitation(self) -> Invitation:
        """The invitation that the context names as `invitation`."""
        invitation = self.facts.invitations.get(self.message.context.get("invitation", 0))
        if invitation is None:
            raise NothingToTellError("the invitation is gone")
        return invitation

    @property
    def join_request(self) -> JoinRequest:
        """The request to join that the context names as `join_request`."""
        asked = self.facts.join_requests.get(self.message.context.get("join_request", 0))
        if asked is None:
            raise NothingToTellError("the request is gone")
        return asked

    @property
    def other(self) -> Registration | None:
        """The other company that the context names, if any."""
        return self.facts.registrations.get(self.message.context.get("other") or 0)

    @property
    def leader(self) -> User:
        """The delegation's leader that the context names as `leader`."""
        leader = self.facts.people.get(self.message.context.get("leader", 0))
        if leader is None:
            raise NothingToTellError("the leader is gone")
        return leader

    @property
    def notice(self) -> MeetingNotice:
        """What somebody said on coming to a meeting, which the context names as `notice`."""
        notice = self.facts.notices.get(self.message.context.get("notice", 0))
        if notice is None:
            raise NothingToTellError("the notice is gone")
        return notice

    @property
    def open_outcomes(self) -> list[Outcome]:
        """What the context's `registration` still has to do."""
        return self.facts.open_outcomes.get(self.message.context.get("registration", 0), [])

    @property
    def meetings(self) -> list[Meeting]:
        """The recipient's planned meetings of the event, in order."""
        return self.facts.meetings.get((self.recipient.pk, self.event.pk), [])

    @property
    def gone(self) -> list[Meeting]:
        """Meetings that the context lists as `cancelled`, as the recipient last had them."""
        uids = map(str, self.message.context.get("cancelled", ()))
        found = (self.facts.gone.get((self.recipient.pk, uid)) for uid in uids)
        return sorted(
            (meeting for meeting in found if meeting is not None),
            key=lambda meeting: (meeting.starts_at, meeting.pk),
        )


def read_facts(messages: Sequence[Notification]) -> Facts:
    """What the messages tell of. Their `event` and `recipient` should be read already."""
    kinds = {message.kind for message in messages}
    meetings = _meetings([message for message in messages if message.kind in OF_MEETINGS])
    registrations = _ids(messages, "registration")
    invitations = _ids(messages, "invitation")
    return Facts(
        requests=_by_id(
            MeetingRequest.objects.select_related("sender__organisation", "receiver__organisation"),
            _ids(messages, "request"),
        ),
        registrations=_by_id(
            Registration.objects.select_related("organisation"),
            registrations | _ids(messages, "other"),
        ),
        outcomes=_by_id(_outcomes(), _ids(messages, "outcome")),
        notices=_by_id(
            MeetingNotice.objects.select_related(
                "representative__user", "representative__registration__organisation"
            ),
            _ids(messages, "notice"),
        ),
        meetings=meetings,
        gone=_gone(messages),
        open_outcomes=_open_outcomes(registrations)
        if NotificationKind.NEXT_STEPS_OPEN in kinds
        else {},
        invitations=_by_id(
            Invitation.objects.select_related("organisation", "invited_by"), invitations
        ),
        invited_to=_invited_to(invitations),
        join_requests=_by_id(
            JoinRequest.objects.select_related("organisation", "user"),
            _ids(messages, "join_request"),
        ),
        people=_by_id(User.objects.all(), _ids(messages, "leader")),
        written=_written(meetings) if NotificationKind.OUTCOME_MISSING in kinds else set(),
    )


# What names no row of its own, but tells the recipient's meetings.
OF_MEETINGS = {
    NotificationKind.SCHEDULE_PUBLISHED,
    NotificationKind.SCHEDULE_CHANGED,
    NotificationKind.SCHEDULE_TOMORROW,
    NotificationKind.MEETING_NOTICE,
    NotificationKind.OUTCOME_MISSING,
}


def _ids(messages: Iterable[Notification], name: str) -> set[int]:
    return {message.context[name] for message in messages if message.context.get(name)}


def _by_id(rows: QuerySet[Row], ids: set[int]) -> dict[int, Row]:
    return rows.in_bulk(ids) if ids else {}


def _meetings(messages: Sequence[Notification]) -> dict[tuple[int, int], list[Meeting]]:
    events = {m.event_id: m.event for m in messages if m.event is not None}
    people = {m.recipient_id for m in messages if m.recipient_id is not None}
    if not events or not people:
        return {}
    rows = with_people(
        Meeting.objects.published().planned().filter(event__in=events).seating_any(people)
    )
    found: dict[tuple[int, int], list[Meeting]] = {}
    for meeting in rows:
        meeting.event = events[meeting.event_id]
        for seat in meeting.seats.all():
            person = seat.representative.user_id
            if person in people:
                found.setdefault((person, meeting.event_id), []).append(meeting)
    return found


def _gone(messages: Sequence[Notification]) -> dict[tuple[int, str], Meeting]:
    """By person and uid, the meetings that are called cancelled, in the version that was published
    last of those in which the person sat in them."""
    told = [m for m in messages if m.event is not None and m.context.get("cancelled")]
    if not told:
        return {}
    events = {m.event_id: m.event for m in told}
    uids = {uid for m in told for uid in m.context["cancelled"]}
    rows = Meeting.objects.filter(event__in=events, uid__in=uids).seating_any(
        m.recipient_id for m in told if m.recipient_id is not None
    )
    told_once = with_people(rows.exclude(version__state=VersionState.DRAFT))
    found: dict[tuple[int, str], Meeting] = {}
    for meeting in told_once.order_by("version__published_at", "pk"):
        meeting.event = events[meeting.event_id]  # type: ignore[assignment] # told has one
        for seat in meeting.seats.all():
            found[seat.representative.user_id, str(meeting.uid)] = meeting
    return found


def _invited_to(invitations: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = InvitedRepresentative.objects.filter(invitation__in=invitations)
    for row in rows.select_related("registration__event") if invitations else ():
        found.setdefault(row.invitation_id, []).append(str(row.registration.event))
    return found


def _outcomes() -> OutcomeQuerySet:
    return Outcome.objects.select_related(
        "meeting__registration_a__organisation", "meeting__registration_b__organisation"
    )


def _open_outcomes(registrations: set[int]) -> dict[int, list[Outcome]]:
    """By registration, what it meant to do after its meetings, by date, those without one last."""
    found: dict[int, list[Outcome]] = {}
    rows = _outcomes().open().filter(registration__in=registrations)
    for outcome in rows.order_by(F("follow_up_on").asc(nulls_last=True), "pk"):
        found.setdefault(outcome.registration_id, []).append(outcome)
    return found


def _written(meetings: Mapping[tuple[int, int], list[Meeting]]) -> set[tuple[str, int]]:
    uids = {meeting.uid for rows in meetings.values() for meeting in rows}
    rows = Outcome.objects.filter(meeting__uid__in=uids).values_list("meeting__uid", "registration")
    return {(str(uid), registration) for uid, registration in rows}
