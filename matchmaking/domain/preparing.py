"""Getting ready for a meeting: one's own note, and which language it will be held in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import require_valid
from companies.models import Organisation, User
from events.models import Interpreter, Registration, Representative
from matchmaking.choices import MeetingState, VersionState
from matchmaking.models import Meeting, PreparationNote


@dataclass(frozen=True, slots=True)
class Speech:
    """Languages that both sides speak, and the interpreter who comes to the meeting, if any."""

    common: tuple[str, ...] = ()
    interpreter: Interpreter | None = None

    @property
    def interpreted(self) -> tuple[str, ...]:
        """The languages between which the interpreter goes; empty without one."""
        if self.interpreter is None:
            return ()
        return (self.interpreter.language_a, self.interpreter.language_b)


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


def speech_of(
    own: Sequence[Representative],
    theirs: Sequence[Representative],
    *,
    organisations: Sequence[Organisation],
    interpreter: Interpreter | None,
) -> Speech | None:
    """How the two sides can talk; nothing where one of them has not said what it speaks.

    Who has named no language is taken to speak their organisation's, as in scheduling.
    `organisations` are one's own and theirs.
    """
    ours, others = (
        list(dict.fromkeys(code for one in people for code in one.languages or home.languages))
        for people, home in zip((own, theirs), organisations, strict=True)
    )
    if interpreter is None and not (ours and others):
        return None
    return Speech(tuple(code for code in ours if code in others), interpreter)
