"""The plans of many mails at once: what their receivers have chosen, where they are, and when the
meetings begin that the mails tell of. A constant number of queries, whatever their number."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Subquery

from companies.models import User
from events.domain.days import bounds
from events.models import Event, Representative
from matchmaking.choices import MailState, NotificationKind, VersionState
from matchmaking.domain.mail_kinds import kind_of
from matchmaking.domain.mail_times import MailPlan, plan_mail
from matchmaking.models import MailPreferences, Meeting, Notification

CHANGES = ("added", "moved", "cancelled")
FEW = 20  # of a kind and an event that wait: so many go ahead of others


def plan_mails(
    messages: Mapping[int, Mapping[str, Any]],
    kind: NotificationKind,
    event: Event | None,
    now: datetime,
) -> dict[int, MailPlan]:
    """The plan of each person's mail, by person, from the context of their message.

    What one person has just done to another goes ahead of what many are told at once.
    """
    what = kind_of(kind)
    is_ahead = not what.is_of_account and _are_few(len(messages), kind, event)
    starts = _starts(messages.values(), event, now) if what.changes_meetings else {}
    plans = {}
    for person in _people(messages, event):
        preferences = preferences_of(person)
        plan = plan_mail(
            preferences.pace_of(what.group),
            preferences,
            _zone_of(person, event),
            now,
            is_account=what.is_of_account,
            meeting_starts_at=min(
                (starts[uid] for uid in meeting_uids(messages[person.pk]) if uid in starts),
                default=None,
            ),
        )
        plans[person.pk] = replace(plan, is_urgent=plan.is_urgent or is_ahead)
    return plans


def _are_few(number: int, kind: NotificationKind, event: Event | None) -> bool:
    """Whether so many more are `FEW`, with those of the kind and event that have not gone out: what
    piles up, in one go or one by one, over a night or while a list is approved, is many."""
    if number > FEW:
        return False
    alike = Notification.objects.filter(mail_state=MailState.WAITING, kind=kind, event=event)
    return number + alike.order_by()[:FEW].count() <= FEW


def preferences_of(person: User) -> MailPreferences:
    """What the person has chosen, or the defaults, not stored."""
    chosen: MailPreferences | None = getattr(person, "mail_preferences", None)
    return chosen or MailPreferences(user=person)


def replan_waiting(person: User, now: datetime) -> int:
    """Plan the person's mails again that have not gone out, after they chose otherwise.

    Returns how many there were. A mail that failed before keeps its pause.
    """
    waiting = list(
        Notification.objects.select_for_update(of=("self",))
        .select_related("event")
        .filter(recipient=person, mail_state__in=(MailState.WAITING, MailState.DIGEST))
    )
    for message in waiting:
        plan = plan_mails(
            {person.pk: message.context}, NotificationKind(message.kind), message.event, now
        )[person.pk]
        is_pausing = message.attempts > 0 and plan.state == MailState.WAITING
        message.mail_state, message.waived = plan.state, plan.waived
        message.is_urgent = plan.is_urgent
        message.not_before = (
            max(plan.not_before, message.not_before) if is_pausing else plan.not_before
        )
    Notification.objects.bulk_update(
        waiting, ["mail_state", "not_before", "is_urgent", "waived"], batch_size=500
    )
    return len(waiting)


def meeting_uids(context: Mapping[str, Any]) -> Iterable[str]:
    """The meetings that a message's context names."""
    if context.get("meeting"):
        yield str(context["meeting"])
    for change in CHANGES:
        yield from map(str, context.get(change, ()))


def _people(messages: Iterable[int], event: Event | None) -> Iterable[User]:
    people = User.objects.filter(pk__in=list(messages)).select_related("mail_preferences")
    if event is None:
        return people
    registered = Representative.objects.filter(event=event, user=OuterRef("pk"))
    return people.annotate(
        registered_zone=Subquery(registered.values("registration__time_zone")[:1])
    )


def _zone_of(person: User, event: Event | None) -> ZoneInfo:
    """The zone on the person's own clock: theirs, else their registration's, else the event's."""
    registered = getattr(person, "registered_zone", None)
    name = person.time_zone or registered or (event.time_zone if event else settings.TIME_ZONE)
    return ZoneInfo(name)


def _starts(
    contexts: Iterable[Mapping[str, Any]], event: Event | None, now: datetime
) -> dict[str, datetime]:
    """When each meeting begins that the contexts name, by uid: the earliest of where it stands
    and where it stood, of what is not over."""
    uids = {uid for context in contexts for uid in meeting_uids(context)}
    starts: dict[str, datetime] = {}
    if not uids:
        return starts
    meetings = Meeting.objects.filter(
        event=event,
        uid__in=uids,
        version__state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED),
        during__endswith__gt=now,
    )
    for uid, during in meetings.values_list("uid", "during"):
        begins = bounds(during)[0]
        starts[str(uid)] = min(begins, starts.get(str(uid), begins))
    return starts
