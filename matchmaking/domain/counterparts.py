"""Whom a participant may find, and whom it may know: pages and API look here."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Registration
from matchmaking.models import BlockedOrganisation, Meeting, MeetingRequest, PairScore


def findable_by(viewer: Registration) -> QuerySet[Registration]:
    """Whom the viewer may find: listed, and neither of the two has blocked the other."""
    blocks = BlockedOrganisation.objects.filter(
        Q(organisation=viewer.organisation_id, blocked=OuterRef("organisation"))
        | Q(organisation=OuterRef("organisation"), blocked=viewer.organisation_id)
    )
    return Registration.objects.listed_for(viewer).exclude(Exists(blocks))


def known_to(viewer: Registration) -> QuerySet[Registration]:
    """Whose profile the viewer may open: whom they may find, who asked them, whom they meet."""
    asked = MeetingRequest.objects.live_for(viewer)
    meets = Meeting.objects.published().filter(Q(registration_a=viewer) | Q(registration_b=viewer))
    known = Registration.objects.filter(event=viewer.event_id).exclude(pk=viewer.pk)
    return known.filter(
        Q(pk__in=findable_by(viewer).values("pk"))
        | Q(pk__in=asked.values("sender"))
        | Q(pk__in=asked.values("receiver"))
        | Q(pk__in=meets.values("registration_a"))
        | Q(pk__in=meets.values("registration_b"))
    )


def blocked_with(viewer: Registration) -> set[int]:
    """Ids of the organisations that the viewer's has blocked or is blocked by. One query."""
    own = viewer.organisation_id
    pairs = BlockedOrganisation.objects.filter(Q(organisation=own) | Q(blocked=own)).values_list(
        "organisation_id", "blocked_id"
    )
    return {pk for pair in pairs for pk in pair} - {own}


def scores_for(viewer: Registration) -> dict[int, int]:
    """The viewer's kept scores by the counterpart's id. One query."""
    pairs = PairScore.objects.filter(Q(registration_a=viewer.pk) | Q(registration_b=viewer.pk))
    return {
        b if a == viewer.pk else a: value
        for a, b, value in pairs.order_by().values_list(
            "registration_a_id", "registration_b_id", "value"
        )
    }


def live_requests(viewer: Registration, others: Collection[int]) -> dict[int, MeetingRequest]:
    """The live request between the viewer and each of the others, by the other's id."""
    requests = MeetingRequest.objects.live_for(viewer).filter(
        Q(receiver__in=others) | Q(sender__in=others)
    )
    return {
        request.receiver_id if request.sender_id == viewer.pk else request.sender_id: request
        for request in requests
    }
