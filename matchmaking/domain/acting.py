"""A delegation's leader acts for a company that allows it: asks, answers, says who is away when.

Each act is the company's own, by somebody else: the same functions, the same rules. The log says by
whom and for whom, and the company's people are told. A permission is given to a person: another
leader, or another delegation, is not allowed by it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.models import User
from events.domain.representatives import add_absence, remove_absence
from events.models import Absence, Registration, Representative
from matchmaking.choices import Action, NotificationKind, RequestPriority
from matchmaking.domain.activity import acting_for, log_activity
from matchmaking.domain.outbox import notify_all
from matchmaking.domain.requests import (
    accept_request,
    contacts,
    decline_request,
    send_request,
    withdraw_request,
)
from matchmaking.models import Activity, MeetingRequest
from matchmaking.rules import is_allowed_leader

Done = TypeVar("Done")


def leader_of(registration: Registration) -> User | None:
    """The leader of the delegation that the registration is in."""
    return registration.delegation.leader if registration.delegation is not None else None


def may_act(leader: User, registration: Registration) -> bool:
    """Whether the company allows this person, who leads its delegation now, to act for it."""
    return bool(is_allowed_leader(leader, registration))


def allow_leader(registration: Registration, *, by: User) -> Registration:
    """Let the leader of the delegation act for the registration. A second time changes nothing."""
    with transaction.atomic():
        locked = _locked(registration)
        leader = leader_of(locked)
        if leader is None:
            raise DomainError(
                _("Your delegation has no leader yet. The organiser names one."), code="no_leader"
            )
        if locked.acting_leader_id != leader.pk:
            _set_leader(registration, locked, leader, by)
    return registration


def take_back_leader(registration: Registration, *, by: User) -> Registration:
    """From now on the leader sees the figures only. What was done stands."""
    with transaction.atomic():
        locked = _locked(registration)
        if locked.acting_leader_id is not None:
            _set_leader(registration, locked, None, by)
    return registration


def _set_leader(
    registration: Registration, locked: Registration, leader: User | None, by: User
) -> None:
    before = locked.acting_leader_id
    locked.acting_leader = registration.acting_leader = leader
    locked.save(update_fields=["acting_leader", "updated_at"])
    log_activity(
        Action.LEADER_ALLOWED if leader else Action.LEADER_TAKEN_BACK,
        event=locked.event,
        actor=by,
        subject=locked,
        before={"leader": before},
        after={"leader": leader.pk if leader else None},
    )


def _locked(registration: Registration) -> Registration:
    return (
        Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("delegation__leader", "event", "organisation")
        .get(pk=registration.pk)
    )


def ask_for(
    registration: Registration,
    receiver: Registration,
    *,
    leader: User,
    message: str = "",
    priority: int = RequestPriority.NORMAL,
    people: Sequence[Representative] = (),
) -> MeetingRequest:
    """Ask another participant for a meeting, for the company."""
    return _act(
        registration,
        leader,
        Action.REQUEST_SENT,
        lambda: send_request(
            registration, receiver, by=leader, message=message, priority=priority, people=people
        ),
        other=receiver,
    )


def accept_for(registration: Registration, request: MeetingRequest, *, leader: User) -> None:
    _act(
        registration,
        leader,
        Action.REQUEST_ACCEPTED,
        lambda: accept_request(request, by=leader),
        other=request.sender,
    )


def decline_for(
    registration: Registration, request: MeetingRequest, *, leader: User, answer: str = ""
) -> None:
    _act(
        registration,
        leader,
        Action.REQUEST_DECLINED,
        lambda: decline_request(request, by=leader, answer=answer),
        other=request.sender,
    )


def withdraw_for(registration: Registration, request: MeetingRequest, *, leader: User) -> None:
    _act(
        registration,
        leader,
        Action.REQUEST_WITHDRAWN,
        lambda: withdraw_request(request, by=leader),
        other=request.receiver,
    )


def add_absence_for(
    registration: Registration,
    representative: Representative,
    starts_at: datetime,
    ends_at: datetime,
    *,
    leader: User,
) -> Absence:
    def add() -> Absence:
        absence = add_absence(representative, starts_at, ends_at, by=leader)
        log_activity(
            Action.ABSENCE_ADDED,
            event=registration.event,
            actor=leader,
            subject=absence,
            after={"representative": representative.pk},
        )
        return absence

    return _act(registration, leader, Action.ABSENCE_ADDED, add)


def remove_absence_for(registration: Registration, absence: Absence, *, leader: User) -> None:
    def remove() -> None:
        log_activity(
            Action.ABSENCE_REMOVED,
            event=registration.event,
            actor=leader,
            subject=absence,
            before={"representative": absence.representative_id},
        )
        remove_absence(absence, by=leader)

    _act(registration, leader, Action.ABSENCE_REMOVED, remove)


def _act(
    registration: Registration,
    leader: User,
    did: Action,
    change: Callable[[], Done],
    *,
    other: Registration | None = None,
) -> Done:
    """Do it in the company's name, and tell its people but the leader, who may be one of them.

    Refuses with `not_allowed`, looked at once the change holds its locks as well: a permission
    taken back meanwhile counts.
    """
    with transaction.atomic(), acting_for(registration):
        _refuse_unless_allowed(registration, leader)
        done = change()
        _refuse_unless_allowed(registration, leader)
        last = Activity.objects.filter(acted_for=registration, actor=leader).first()
        notify_all(
            [person for person in contacts(registration) if person.pk != leader.pk],
            NotificationKind.LEADER_ACTED,
            f"leader-acted:{last.pk if last else 0}",
            event=registration.event,
            context={
                "registration": registration.pk,
                "leader": leader.pk,
                "did": did.value,
                "other": other.pk if other is not None else None,
            },
        )
    return done


def _refuse_unless_allowed(registration: Registration, leader: User) -> None:
    stored = Registration.objects.select_related("delegation").get(pk=registration.pk)
    if not may_act(leader, stored):
        raise DomainError(
            _("%(company)s does not let you act for it. Ask its people to allow it on their page.")
            % {"company": registration},
            code="not_allowed",
        )


def acts_of_leader(registration: Registration) -> QuerySet[Activity]:
    """What was done for the registration by leaders, the latest first."""
    return Activity.objects.filter(acted_for=registration).select_related("actor")
