"""Meeting blocks and the slots that they are made of."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.domain.errors import DomainError, refusing
from companies.domain.storing import store
from companies.models import User
from events.domain.days import require_within_event, say_span, time_range
from events.models import Event, MeetingBlock, Slot

OVERLAP = gettext_lazy(
    "Two meeting blocks of the event overlap. End the first before the second starts."
)
OUTSIDE = gettext_lazy(
    "The time is outside the days of the event. Choose a time within them, "
    "or change the event's days first."
)
BLOCK_SENTENCES = {
    "blocks_of_an_event_apart": OVERLAP,
    "slots_of_an_event_apart": OVERLAP,
    "events_meetingblock_inside_event": OUTSIDE,
    "events_slot_inside_event": OUTSIDE,
}


def slot_times(
    starts_at: datetime, ends_at: datetime, *, slot_minutes: int, break_minutes: int
) -> Iterator[tuple[datetime, datetime]]:
    """Slots of `slot_minutes`, each followed by a break, as many as end by `ends_at`.

    Reckoned in UTC: a night in which the clocks change has an hour more or less.
    """
    start, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    length = timedelta(minutes=slot_minutes)
    step = length + timedelta(minutes=break_minutes)
    while start + length <= end:
        yield start, start + length
        start += step


@transaction.atomic
def add_block(
    event: Event,
    starts_at: datetime,
    ends_at: datetime,
    name: str = "",
    *,
    by: User | None = None,
) -> MeetingBlock:
    """Add a run of meeting time and lay its slots by the event's slot and break length."""
    event = _locked(event)
    times = _refuse_bad_block(event, starts_at, ends_at)
    block = store(
        MeetingBlock(event=event, name=name, during=time_range(starts_at, ends_at)),
        BLOCK_SENTENCES,
    )
    with refusing(BLOCK_SENTENCES):
        Slot.objects.bulk_create(
            Slot(event=event, block=block, during=time_range(*each)) for each in times
        )
    return block


@transaction.atomic
def change_block(
    block: MeetingBlock,
    *,
    starts_at: datetime,
    ends_at: datetime,
    name: str | None = None,
    by: User | None = None,
) -> MeetingBlock:
    """Move a block and lay its slots anew.

    A slot whose time stays is kept with its meetings; one that would go is refused if it has any.
    """
    event = _locked(block.event)
    times = _refuse_bad_block(event, starts_at, ends_at)
    block.during = time_range(starts_at, ends_at)
    block.name = block.name if name is None else name
    kept = {(slot.starts_at, slot.ends_at): slot.pk for slot in block.slots.all()}
    wanted = set(times)
    try:
        block.slots.filter(pk__in=[pk for at, pk in kept.items() if at not in wanted]).delete()
    except RestrictedError as error:
        raise _meetings_in_block(block) from error
    store(block, BLOCK_SENTENCES)
    with refusing(BLOCK_SENTENCES):
        Slot.objects.bulk_create(
            Slot(event=event, block=block, during=time_range(*each))
            for each in times
            if each not in kept
        )
    return block


@transaction.atomic
def remove_block(block: MeetingBlock, *, by: User | None = None) -> None:
    """Delete a block and its slots, unless a schedule has meetings in them."""
    _locked(block.event)
    try:
        MeetingBlock.objects.filter(pk=block.pk).delete()
    except RestrictedError as error:
        raise _meetings_in_block(block) from error


def _locked(event: Event) -> Event:
    """The event as stored now, its row locked: blocks of one event change one at a time."""
    return Event.objects.select_for_update().get(pk=event.pk)


def _refuse_bad_block(
    event: Event, starts_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime]]:
    """The slots that fit; refuses a block outside the event or too short for one meeting."""
    time_range(starts_at, ends_at)
    require_within_event(event, starts_at, ends_at)
    times = list(
        slot_times(
            starts_at,
            ends_at,
            slot_minutes=event.slot_minutes,
            break_minutes=event.break_minutes,
        )
    )
    if not times:
        raise DomainError(
            _(
                "%(span)s is too short for one meeting of %(minutes)s minutes. "
                "Make the block longer, or the event's meetings shorter."
            )
            % {"span": say_span(event, starts_at, ends_at), "minutes": event.slot_minutes},
            code="block_too_short",
        )
    return times


def _meetings_in_block(block: MeetingBlock) -> DomainError:
    return DomainError(
        _(
            "A schedule has meetings in the slots of “%(block)s”. Keep these times, "
            "or discard the schedule versions that use them first."
        )
        % {"block": block},
        code="block_in_use",
    )
