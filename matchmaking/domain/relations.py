"""How near two participants are: what one may see of the other follows from it."""

from collections.abc import Collection

from django.db.models import Q

from events.domain.disclosure import Profile, Relation
from events.models import Registration
from matchmaking.choices import RequestState
from matchmaking.models import Meeting, MeetingRequest


def agreed_with(viewer: Registration, others: Collection[int] | None = None) -> set[int]:
    """Ids of those whom the viewer has agreed to meet, or meets in the published schedule.

    `others` limits the answer. A request that was withdrawn and a meeting that was cancelled count
    no longer. Two queries.
    """
    requests = MeetingRequest.objects.filter(state=RequestState.ACCEPTED).filter(
        Q(sender=viewer) | Q(receiver=viewer)
    )
    meetings = (
        Meeting.objects.published()
        .planned()
        .filter(Q(registration_a=viewer) | Q(registration_b=viewer))
    )
    pairs = [
        *requests.order_by().values_list("sender_id", "receiver_id"),
        *meetings.order_by().values_list("registration_a_id", "registration_b_id"),
    ]
    met = {pk for pair in pairs for pk in pair} - {viewer.pk}
    return met if others is None else met & set(others)


def relation_of(viewer: Registration, other: Registration, agreed: Collection[int]) -> Relation:
    """The viewer's relation to another participant of the event, given `agreed_with`."""
    if viewer.pk == other.pk:
        return Relation.OWN
    return Relation.COUNTERPART if other.pk in agreed else Relation.PARTICIPANT


def profiles_for(viewer: Registration, others: Collection[Registration]) -> dict[int, Profile]:
    """Each of the others, by id, as the viewer may see them. Two queries."""
    agreed = agreed_with(viewer)
    return {other.pk: Profile(other, relation_of(viewer, other, agreed)) for other in others}


def profile_for(viewer: Registration, other: Registration) -> Profile:
    return profiles_for(viewer, [other])[other.pk]
