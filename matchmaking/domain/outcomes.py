"""What came of a meeting: each side writes down its own view, and has its contacts to follow up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import require_valid
from companies.models import User
from events.domain.days import bounds, say_day, say_time
from events.models import Registration
from matchmaking.choices import Action, MeetingState, NextStep, VersionState
from matchmaking.domain.activity import log_activity
from matchmaking.domain.agenda import meetings_of
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.models import CardPhoto, Meeting, Outcome


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Somebody one met, with the address that a meeting in the published schedule shares."""

    name: str
    job_title: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A company that the registration meets, and what came of it.

    `outcome` is one's own view, `their_note` what the other side has shared of theirs.
    """

    meeting: Meeting
    starts_at: datetime
    counterpart: Registration
    people: list[ContactPerson]
    outcome: Outcome | None
    their_note: str

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return self.outcome is not None and (
            self.outcome.next_step != NextStep.NONE or self.outcome.follow_up_on is not None
        )

    def is_overdue(self, today: date) -> bool:
        """Whether the day on which to follow up is over."""
        day = self.outcome.follow_up_on if self.outcome is not None else None
        return day is not None and day < today


def record_outcome(
    meeting: Meeting,
    *,
    registration: Registration,
    by: User | None,
    took_place: bool,
    interest: int | None = None,
    next_step: str = NextStep.NONE,
    note: str = "",
    note_is_shared: bool = False,
    follow_up_on: date | None = None,
    card: "ContentFile[bytes] | None" = None,
    forget_card: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """Write down what a side says came of its meeting; once more replaces what it said before.

    A meeting that did not take place has no interest. `card` is the photo of a business card, a
    picture as `companies.pictures` writes it; without one the photo of before stays, unless it is
    to be forgotten. Refuses, with code: `not_in_meeting`,
    `not_published`, `cancelled`, `too_early`, `follow_up_too_early`, `note_too_long`, `invalid`.
    """
    now = now or timezone.now()
    _refuse_wrong_meeting(meeting, registration, now)
    _refuse_early_follow_up(meeting, follow_up_on)
    _refuse_long_note(note)
    view = {
        "author": by,
        "took_place": took_place,
        "interest": interest if took_place else None,
        "next_step": next_step,
        "note": note.strip(),
        "note_is_shared": note_is_shared,
        "follow_up_on": follow_up_on,
    }
    require_valid(Outcome(meeting=meeting, registration=registration, **view))
    with transaction.atomic():
        # Both sides may write at once, and two people of one side: one after the other.
        Registration.objects.select_for_update(no_key=True).get(pk=registration.pk)
        # The meeting may have been written about as it stood in an earlier version.
        outcome = Outcome.objects.filter(
            meeting__uid=meeting.uid, meeting__event=meeting.event_id, registration=registration
        ).first()
        before = _logged(outcome)
        outcome = outcome or Outcome(registration=registration)
        outcome.meeting = meeting
        for name, value in view.items():
            setattr(outcome, name, value)
        outcome.save()
        _keep_card(outcome, card, forget_card, by)
        log_activity(
            Action.OUTCOME_RECORDED,
            event=meeting.event,
            actor=by,
            subject=outcome,
            before=before,
            after=_logged(outcome),
        )
    return outcome


def card_of(meeting: Meeting, registration: Registration) -> CardPhoto | None:
    """The photo of a card that the side has kept with its outcome of the meeting.

    The picture itself is read when it is asked for.
    """
    cards = CardPhoto.objects.defer("picture").filter(
        outcome__meeting__uid=meeting.uid,
        outcome__meeting__event=meeting.event_id,
        outcome__registration=registration,
    )
    return cards.first()


def _keep_card(
    outcome: Outcome, card: "ContentFile[bytes] | None", forget_card: bool, by: User | None
) -> None:
    if card is not None:
        kind = "image/png" if (card.name or "").endswith(".png") else "image/jpeg"
        CardPhoto.objects.update_or_create(
            outcome=outcome,
            defaults={"picture": card.read(), "media_type": kind, "taken_by": by},
        )
    elif forget_card:
        CardPhoto.objects.filter(outcome=outcome).delete()


def contacts_of(registration: Registration) -> list[Contact]:
    """Whom the registration meets, in time order, with what came of it. Three queries."""
    meetings = [m for m in meetings_of(registration) if m.state == MeetingState.PLANNED]
    outcomes = _outcomes(meetings)
    contacts = []
    for meeting in meetings:
        meeting.event = registration.event
        counterpart = counterpart_of(meeting, registration.pk)
        theirs = outcomes.get((str(meeting.uid), counterpart.pk))
        contacts.append(
            Contact(
                meeting=meeting,
                starts_at=bounds(meeting.during)[0],
                counterpart=counterpart,
                people=[
                    ContactPerson(
                        seat.representative.user.full_name,
                        seat.representative.job_title,
                        seat.representative.user.email,
                        seat.representative.user.phone,
                    )
                    for seat in meeting.seats.all()
                    if seat.registration_id == counterpart.pk
                    and seat.representative.user.deleted_at is None
                ],
                outcome=outcomes.get((str(meeting.uid), registration.pk)),
                their_note=theirs.note if theirs is not None and theirs.note_is_shared else "",
            )
        )
    return contacts


def open_next_steps(contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts with something left to do: by date, those without a date last."""
    due = [contact for contact in contacts if contact.is_open]
    return sorted(due, key=_follow_up_day)


def contacts_shown(contacts: Sequence[Contact], show: str, today: date) -> list[Contact]:
    """All of them, or those with something left to do (`open`), or what is late (`overdue`)."""
    match show:
        case "open":
            return open_next_steps(contacts)
        case "overdue":
            return [c for c in open_next_steps(contacts) if c.is_overdue(today)]
    return list(contacts)


def _follow_up_day(contact: Contact) -> date:
    day = contact.outcome.follow_up_on if contact.outcome is not None else None
    return day or date.max


def _outcomes(meetings: list[Meeting]) -> Mapping[tuple[str, int], Outcome]:
    """Both sides' views by uid and side, in whichever version of the schedule they were written."""
    if not meetings:
        return {}
    rows = Outcome.objects.filter(
        meeting__uid__in=[meeting.uid for meeting in meetings],
        meeting__event=meetings[0].event_id,
    )
    rows = rows.select_related("meeting").annotate(
        has_card=Exists(CardPhoto.objects.filter(outcome=OuterRef("pk")))
    )
    return {(str(row.meeting.uid), row.registration_id): row for row in rows}


def _refuse_wrong_meeting(meeting: Meeting, registration: Registration, now: datetime) -> None:
    if registration.pk not in (meeting.registration_a_id, meeting.registration_b_id):
        raise DomainError(
            _("%(name)s does not take part in this meeting. Choose one of your own.")
            % {"name": registration},
            code="not_in_meeting",
        )
    if meeting.version.state != VersionState.PUBLISHED:
        raise DomainError(
            _("The schedule has changed since. Load the page again and choose the meeting there."),
            code="not_published",
        )
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(
            _("This meeting was cancelled; there is nothing to write down."), code="cancelled"
        )
    starts_at, _ends_at = bounds(meeting.during)
    if now < starts_at:
        raise DomainError(
            _("The meeting begins on %(when)s. Write down what came of it afterwards.")
            % {"when": say_time(meeting.event, starts_at)},
            code="too_early",
        )


def _refuse_early_follow_up(meeting: Meeting, follow_up_on: date | None) -> None:
    day = bounds(meeting.during)[0].astimezone(meeting.event.zone).date()
    if follow_up_on is not None and follow_up_on < day:
        raise DomainError(
            _("Follow up on the day of the meeting, %(day)s, or later.") % {"day": say_day(day)},
            code="follow_up_too_early",
        )


def _refuse_long_note(note: str) -> None:
    limit = Outcome._meta.get_field("note").max_length or 0
    if len(note) > limit:
        raise DomainError(
            _("The note is longer than %(limit)d characters. Shorten it.") % {"limit": limit},
            code="note_too_long",
        )


def _logged(outcome: Outcome | None) -> dict[str, object]:
    """What the log keeps: no word of the note."""
    if outcome is None:
        return {}
    return {
        "took_place": outcome.took_place,
        "interest": outcome.interest,
        "next_step": str(outcome.next_step),
        "follow_up_on": outcome.follow_up_on.isoformat() if outcome.follow_up_on else None,
    }


def may_record(registration: Registration, meeting: Meeting, now: datetime) -> bool:
    """Whether `record_outcome` would take the meeting now: what a page shows the form by."""
    try:
        _refuse_wrong_meeting(meeting, registration, now)
    except DomainError:
        return False
    return True


__all__ = [
    "Contact",
    "ContactPerson",
    "card_of",
    "contacts_of",
    "contacts_shown",
    "may_record",
    "open_next_steps",
    "record_outcome",
]
