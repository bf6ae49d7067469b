"""Site visits and their seats."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.domain.errors import DomainError
from companies.domain.storing import spread_translations, store, store_changes
from companies.models import Organisation, User
from events.domain.busy import busy_visit, lock_representative, refuse_clash
from events.domain.days import bounds, require_within_event, time_range
from events.domain.states import refuse_unless_approved
from events.models import Event, Representative, SiteVisit, VisitSeat

VISIT_FIELDS = frozenset(
    {"host", "title", "place", "during", "travel_there_minutes", "travel_back_minutes", "seats"}
)
Texts = str | Mapping[str, str]


def add_visit(
    event: Event,
    *,
    host: Organisation,
    title: Texts,
    place: str = "",
    starts_at: datetime,
    ends_at: datetime,
    travel_there_minutes: int = 0,
    travel_back_minutes: int = 0,
    seats: int = 20,
    by: User | None = None,
) -> SiteVisit:
    """Add a visit to a host's site. `starts_at` is the arrival; the road comes before and after."""
    during = time_range(starts_at, ends_at)
    require_within_event(event, starts_at, ends_at)
    columns = spread_translations(SiteVisit, {"title": title})
    return store(
        SiteVisit(
            event=event,
            host=host,
            place=place,
            during=during,
            travel_there_minutes=travel_there_minutes,
            travel_back_minutes=travel_back_minutes,
            seats=seats,
            **columns,
        )
    )


@transaction.atomic
def change_visit(visit: SiteVisit, *, by: User | None = None, **changes: Any) -> SiteVisit:
    """Change the given fields; a new time is `starts_at` and `ends_at`. Taken seats are kept."""
    lock_visit(visit)
    start, end = bounds(visit.during)
    starts_at, ends_at = changes.pop("starts_at", start), changes.pop("ends_at", end)
    changes["during"] = time_range(starts_at, ends_at)
    require_within_event(visit.event, starts_at, ends_at)
    taken = VisitSeat.objects.filter(visit=visit).count()
    if changes.get("seats", taken) < taken:
        raise DomainError(
            ngettext(
                "%(taken)s seat of “%(visit)s” is taken. Keep as many, or free it first.",
                "%(taken)s seats of “%(visit)s” are taken. Keep as many, or free some first.",
                taken,
            )
            % {"taken": taken, "visit": visit},
            code="seats_taken",
        )
    return store_changes(visit, changes, allowed=VISIT_FIELDS)


@transaction.atomic
def take_seat(
    visit: SiteVisit, representative: Representative, *, by: User | None = None
) -> VisitSeat:
    """Give a representative a seat.

    The visit's row is locked, so that two people cannot take the last one; then the person's, so
    that one person cannot be in two places.
    """
    visit = lock_visit(visit)
    representative = lock_representative(representative)
    _refuse_seat(visit, representative)
    return store(VisitSeat(visit=visit, representative=representative))


def lock_visit(visit: SiteVisit) -> SiteVisit:
    """The visit as stored now; its seats are given one at a time."""
    return SiteVisit.objects.select_for_update().get(pk=visit.pk)


def _refuse_seat(visit: SiteVisit, representative: Representative) -> None:
    if representative.event_id != visit.event_id:
        raise DomainError(
            _("%(person)s does not take part in this event. Register for it first.")
            % {"person": representative},
            code="other_event",
        )
    refuse_unless_approved(representative.registration)
    taken = set(VisitSeat.objects.filter(visit=visit).values_list("representative_id", flat=True))
    if representative.pk in taken:
        raise DomainError(
            _("%(person)s has a seat on “%(visit)s” already.")
            % {"person": representative, "visit": visit},
            code="visit_seat_once",
        )
    if len(taken) >= visit.seats:
        raise DomainError(
            ngettext(
                "The only seat of “%(visit)s” is taken. Choose another visit.",
                "All %(seats)s seats of “%(visit)s” are taken. Choose another visit.",
                visit.seats,
            )
            % {"seats": visit.seats, "visit": visit},
            code="visit_full",
        )
    busy = busy_visit(visit)
    refuse_clash(representative, busy.starts_at, busy.ends_at)


def give_back_seat(
    visit: SiteVisit, representative: Representative, *, by: User | None = None
) -> None:
    """Free the seat for somebody else. Without one, nothing changes."""
    VisitSeat.objects.filter(visit=visit, representative=representative).delete()
