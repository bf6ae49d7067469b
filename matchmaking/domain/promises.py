"""Meetings that the organiser promises to two participants: a run keeps them before all others."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.domain.errors import DomainError
from companies.domain.storing import store
from companies.models import User
from events.domain.states import refuse_unless_approved
from events.models import Registration
from matchmaking.choices import Action
from matchmaking.domain.activity import log_activity
from matchmaking.domain.pairs import kept_apart
from matchmaking.models import MustMeet


@transaction.atomic
def promise_meeting(
    a: Registration, b: Registration, *, note: str = "", by: User | None = None
) -> MustMeet:
    """Promise the two a meeting. Both take part in one event whose rules let them meet."""
    event = a.event
    names = {"a": a, "b": b}
    if a.pk == b.pk:
        raise DomainError(_("Choose two different participants."), code="with_oneself")
    if a.event_id != b.event_id:
        raise DomainError(
            _("%(a)s and %(b)s do not take part in the same event. Choose two who do.") % names,
            code="other_event",
        )
    for registration in (a, b):
        refuse_unless_approved(registration)
    if kept_apart(event, a, b):
        raise DomainError(
            _(
                "The rules of the event keep %(a)s and %(b)s apart: they are on one side, or in "
                "one delegation. Change the rules, or promise another meeting."
            )
            % names,
            code="kept_apart",
        )
    promise = store(
        MustMeet(event=event, registration_a=a, registration_b=b, note=note),
        {"must_meet_once": _("%(a)s and %(b)s are promised a meeting already.") % names},
    )
    log_activity(
        Action.MEETING_PROMISED,
        event=event,
        actor=by,
        subject=promise,
        after={"a": a.pk, "b": b.pk},
    )
    return promise


@transaction.atomic
def take_promise_back(promise: MustMeet, *, by: User | None = None) -> None:
    """The two may still meet, if they fit; a schedule that is published stays as it is."""
    log_activity(
        Action.MEETING_UNPROMISED,
        event=promise.event,
        actor=by,
        before={"a": promise.registration_a_id, "b": promise.registration_b_id},
    )
    MustMeet.objects.filter(pk=promise.pk).delete()
