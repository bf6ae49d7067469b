"""Visits that people wish for while they register, and what approval makes of the wishes."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.domain.states import refuse_if_out
from events.domain.visits import take_seat
from events.models import Registration, SiteVisit, VisitWish


def visits_to_wish(registration: Registration) -> list[SiteVisit]:
    """The event's visits in order, each with the seats that are left. One query."""
    return list(
        registration.event.visits.select_related("host").annotate(
            seats_left=Greatest(F("seats") - Count("taken_seats"), 0)
        )
    )


@transaction.atomic
def wish_visits(
    registration: Registration, wishes: Mapping[int, Iterable[int]], *, by: User | None
) -> None:
    """Store who wishes for which visit, by ids: representatives by visit. Replaces all of before.

    Only before the registration is approved: afterwards one takes a seat, or has none.
    """
    stored = Registration.objects.select_for_update().get(pk=registration.pk)
    refuse_if_out(stored)
    if stored.is_approved:
        raise DomainError(
            _("Your registration is approved: take a seat on the event's page instead of a wish."),
            code="approved_already",
        )
    people = set(registration.representatives.values_list("pk", flat=True))
    visits = set(registration.event.visits.values_list("pk", flat=True))
    wanted = {
        (visit, person)
        for visit, persons in wishes.items()
        for person in persons
        if visit in visits and person in people
    }
    own = VisitWish.objects.filter(representative__registration=registration)
    known = set(own.values_list("visit_id", "representative_id"))
    for visit, person in known - wanted:
        own.filter(visit=visit, representative=person).delete()
    VisitWish.objects.bulk_create(
        [VisitWish(visit_id=v, representative_id=p) for v, p in sorted(wanted - known)],
        ignore_conflicts=True,
    )


@transaction.atomic
def seat_wishes(registration: Registration, *, by: User | None) -> int:
    """Give the people of an approved registration the seats they wished for; returns how many.

    Visits in the order of their ids, as every locker of several takes them. A wish for which
    there is no seat, or no time, stays a wish.
    """
    own = VisitWish.objects.filter(representative__registration=registration)
    seated = 0
    for wish in own.select_related("visit__event", "representative__registration").order_by(
        "visit_id", "representative_id"
    ):
        try:
            with transaction.atomic():
                take_seat(wish.visit, wish.representative, by=by)
        except DomainError:
            continue
        wish.delete()
        seated += 1
    return seated
