"""Who may see the photo of a person: whoever may read their name on a page."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from companies.models import Member, User
from events.domain.disclosure import Relation, is_shown
from events.models import Event, Registration
from matchmaking.domain.counterparts import known_to
from matchmaking.domain.relations import agreed_with, relation_of
from matchmaking.models import Meeting


def may_see_face(reader: User | AnonymousUser, person: User) -> bool:
    """The person, their colleagues, whom their registration shows its people to, and the staff of
    an event that they come to. Eight queries at most for somebody of one participant."""
    if reader.is_authenticated and (
        reader.pk == person.pk
        or reader.is_superuser
        or _are_colleagues(reader, person)
        or any(_is_shown_to(viewer, person) for viewer in _viewers(reader, person))
        or Event.objects.staffed_by(reader).filter(representatives__user=person).exists()
    ):
        return True
    return _is_shown_to_strangers(person)


def _are_colleagues(reader: User, person: User) -> bool:
    return Member.objects.filter(user=person, organisation__members__user=reader).exists()


def _viewers(reader: User, person: User) -> list[Registration]:
    """The reader's participants of events that the person comes to."""
    events = Event.objects.filter(representatives__user=person)
    return list(Registration.objects.approved().of(reader).filter(event__in=events).distinct())


def _is_shown_to(viewer: Registration, person: User) -> bool:
    others = list(known_to(viewer).filter(representatives__user=person))
    agreed = agreed_with(viewer, [other.pk for other in others]) if others else set()
    return any(
        is_shown(other, "people", relation_of(viewer, other, agreed)) or _have_met(viewer, other)
        for other in others
    )


def _have_met(viewer: Registration, other: Registration) -> bool:
    """A meeting that was cancelled still stands in the schedule, with who was to come."""
    pair = Q(registration_a=viewer, registration_b=other) | Q(
        registration_a=other, registration_b=viewer
    )
    return Meeting.objects.published().filter(pair).exists()


def _is_shown_to_strangers(person: User) -> bool:
    public = Registration.objects.on_public_page().filter(
        event__is_public=True, representatives__user=person
    )
    return any(is_shown(each, "people", Relation.STRANGER) for each in public)
