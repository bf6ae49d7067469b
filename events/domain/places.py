"""Venues, halls, tables and the walk between them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError, refusing
from companies.domain.storing import store
from companies.models import User
from events.models import Event, Hall, MeetingTable, Venue, Walk

MOST_TABLES_AT_ONCE = 1000


def add_venue(
    event: Event, name: str, address: str = "", *, map_url: str = "", by: User | None = None
) -> Venue:
    return store(Venue(event=event, name=name, address=address, map_url=map_url))


def add_hall(
    venue: Venue, name: str, capacity: int | None = None, *, by: User | None = None
) -> Hall:
    return store(Hall(venue=venue, name=name, capacity=capacity))


@transaction.atomic
def add_tables(
    hall: Hall, count: int, *, prefix: str = "", zone: str = "", by: User | None = None
) -> list[MeetingTable]:
    """Put `count` tables into a hall, numbered behind the event's tables with the same prefix."""
    if not 1 <= count <= MOST_TABLES_AT_ONCE:
        raise DomainError(
            _("Add between 1 and %(most)s tables at once.") % {"most": MOST_TABLES_AT_ONCE},
            code="table_count",
        )
    event = Event.objects.select_for_update().get(pk=hall.venue.event_id)
    tables = MeetingTable.objects.filter(event=event)
    number = _last_number(list(tables.values_list("label", flat=True)), prefix)
    position = tables.aggregate(last=Max("position"))["last"] or 0
    made = [
        MeetingTable(
            event=event,
            hall=hall,
            label=f"{prefix}{number + step}",
            zone=zone,
            position=position + step,
        )
        for step in range(1, count + 1)
    ]
    with refusing({"table_label_once": _("A table with this label stands already.")}):
        return MeetingTable.objects.bulk_create(made)


def put_table(table: MeetingTable) -> MeetingTable:
    """Store one table as it is described: in a hall of its event, under a label of its own."""
    if table.hall.venue.event_id != table.event_id:
        raise DomainError(
            _("%(hall)s is not a hall of %(event)s. Choose one of its halls.")
            % {"hall": table.hall, "event": table.event},
            code="other_event",
        )
    return store(
        table,
        {
            "table_label_once": _("A table “%(label)s” stands already. Choose another label.")
            % {"label": table.label}
        },
    )


def add_walk(event: Event, start: Hall, end: Hall, minutes: int, *, by: User | None = None) -> Walk:
    """Say how long the walk between two halls of the event takes; it holds both ways."""
    if {start.venue.event_id, end.venue.event_id} != {event.pk}:
        raise DomainError(
            _("Both halls must be of %(event)s. Choose two of its halls.") % {"event": event},
            code="other_event",
        )
    known = _("The walk from %(start)s to %(end)s is known already. Change its minutes.") % {
        "start": start,
        "end": end,
    }
    if Walk.objects.filter(event=event, start=end, end=start).exists():
        raise DomainError(known, code="walk_once")
    return store(
        Walk(event=event, start=start, end=end, minutes=minutes),
        {
            "walk_once": known,
            "walk_between_two_halls": _("A walk leads from one hall to another. Choose two."),
        },
    )


def _last_number(labels: list[str], prefix: str) -> int:
    """The highest number behind the prefix among the labels; 0 where there is none."""
    tails = (label.removeprefix(prefix) for label in labels if label.startswith(prefix))
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)
