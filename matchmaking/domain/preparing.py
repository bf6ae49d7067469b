"""Getting ready for a meeting: one's own note, and which language it will be held in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import require_valid
from companies.models import User
from events.models import Event, Interpreter, Registration, Representative
from matchmaking.choices import MeetingState, VersionState
from matchmaking.models import Meeting, PreparationNote


@dataclass(frozen=True, slots=True)
class Speech:
    """Languages that both sides speak; where there is none, the pair that an interpreter of the
    event speaks, or nothing."""

    common: tuple[str, ...] = ()
    interpreted: tuple[str, ...] = ()


def note_preparation(
    meeting: Meeting, registration: Registration, text: str, *, by: User | None
) -> PreparationNote | None:
    """Keep a side's note for its meeting; an empty one takes it away.

    Refuses, with code: `not_in_meeting`, `not_published`, `cancelled`, `invalid`.
    """
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
            _("This meeting was cancelled; there is nothing to prepare."), code="cancelled"
        )
    of_side = PreparationNote.objects.filter(meeting_uid=meeting.uid, registration=registration)
    if not text.strip():
        of_side.delete()
        return None
    values = {"event": meeting.event, "text": text.strip(), "written_by": by}
    require_valid(PreparationNote(meeting_uid=meeting.uid, registration=registration, **values))
    with transaction.atomic():
        note, _made = PreparationNote.objects.update_or_create(
            meeting_uid=meeting.uid, registration=registration, defaults=values
        )
    return note


def notes_of(registration: Registration, meetings: Collection[UUID]) -> dict[UUID, str]:
    """The side's own notes, by the meeting's uid. One query."""
    rows = PreparationNote.objects.filter(registration=registration, meeting_uid__in=meetings)
    return dict(rows.values_list("meeting_uid", "text"))


def interpreted_pairs(event: Event) -> set[frozenset[str]]:
    """Between which languages somebody interprets at the event. One query."""
    rows = Interpreter.objects.filter(event=event).values_list("language_a", "language_b")
    return {frozenset(pair) for pair in rows}


def speech_of(
    own: Sequence[Representative],
    theirs: Sequence[Representative],
    interpreted: Collection[frozenset[str]],
) -> Speech | None:
    """How the two sides can talk; nothing where one of them has not said what it speaks."""
    ours = list(dict.fromkeys(code for person in own for code in person.languages))
    others = {code for person in theirs for code in person.languages}
    if not ours or not others:
        return None
    common = tuple(code for code in ours if code in others)
    if common:
        return Speech(common=common)
    pairs = ((a, b) for a in ours for b in sorted(others) if frozenset((a, b)) in interpreted)
    return Speech(interpreted=next(pairs, ()))
