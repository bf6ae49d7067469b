"""What follows here from a change in `companies` and `events`, once it is committed."""

from collections.abc import Collection

from django.db import transaction
from django.dispatch import receiver

from companies.models import User
from companies.signals import profile_changed
from events.choices import RegistrationState
from events.models import Registration
from events.signals import (
    participation_changed,
    registration_decided,
    registration_withdrawn,
)
from matchmaking.choices import NotificationKind
from matchmaking.domain.following import follow_profile
from matchmaking.domain.outbox import notify_all
from matchmaking.domain.renewal import mark_organisations, mark_stale
from matchmaking.domain.requests import close_requests_of, contacts
from matchmaking.domain.schedules import cancel_meetings_of


@receiver(registration_decided, dispatch_uid="matchmaking.tell_decision")
def on_decided(registration: Registration, by: User | None, **_kwargs: object) -> None:
    """Tell the company; who was let in and is refused afterwards leaves the schedule."""
    with transaction.atomic():
        _tell(registration)
        mark_stale([registration])
        if registration.state != RegistrationState.APPROVED:
            _leave(registration, by)


@receiver(registration_withdrawn, dispatch_uid="matchmaking.leave")
def on_withdrawn(registration: Registration, by: User | None, **_kwargs: object) -> None:
    """Tell the company, settle its requests, cancel its meetings."""
    with transaction.atomic():
        _tell(registration)
        mark_stale([registration])
        _leave(registration, by)


@receiver(profile_changed, dispatch_uid="matchmaking.follow_profile")
def on_profile_changed(organisations: Collection[int], **_kwargs: object) -> None:
    """Read what the companies say now, and find anew whom they fit."""
    for organisation in sorted(organisations):
        follow_profile(organisation)
    mark_organisations(organisations)


@receiver(participation_changed, dispatch_uid="matchmaking.renew_scores")
def on_participation_changed(registrations: Collection[int], **_kwargs: object) -> None:
    """Find anew whom the participants fit."""
    mark_stale(Registration.objects.approved().filter(pk__in=registrations).select_related("event"))


def _leave(registration: Registration, by: User | None) -> None:
    cancel_meetings_of(registration, by=by)
    close_requests_of(registration, by=by)


def _tell(registration: Registration) -> None:
    moments = (registration.submitted_at, registration.decided_at)  # who returns may leave again
    moment = max((int(moment.timestamp()) for moment in moments if moment is not None), default=0)
    notify_all(
        contacts(registration),
        NotificationKind.REGISTRATION_DECIDED,
        f"registration:{registration.pk}:{registration.state}:{moment}",
        event=registration.event,
        context={"registration": registration.pk, "state": str(registration.state)},
    )
