"""What notifications say: in mails, in the daily mail and on the page.

Built from ids when it is read or sent: it tells what is so then. A kind of notification has one
builder here, and its place in `matchmaking.domain.mail_kinds`.
"""

from collections.abc import Callable, Mapping

from matchmaking.choices import NotificationKind
from matchmaking.domain.messages import (
    account,
    followups,
    membership,
    notices,
    registrations,
    requests,
    schedules,
)
from matchmaking.domain.messages.content import Content, NothingToTellError
from matchmaking.domain.messages.facts import Facts, Told, read_facts
from matchmaking.models import Notification

BUILDERS: Mapping[NotificationKind, Callable[[Told], Content]] = {
    NotificationKind.REQUEST_RECEIVED: requests.request_received,
    NotificationKind.REQUEST_REMINDER: requests.request_reminder,
    NotificationKind.REQUEST_ANSWERED: requests.request_answered,
    NotificationKind.REQUEST_WITHDRAWN: requests.request_withdrawn,
    NotificationKind.REQUEST_EXPIRED: requests.request_expired,
    NotificationKind.REQUEST_CLOSED: requests.request_closed,
    NotificationKind.SCHEDULE_PUBLISHED: schedules.schedule_published,
    NotificationKind.SCHEDULE_CHANGED: schedules.schedule_changed,
    NotificationKind.MEETING_NOTICE: notices.meeting_notice,
    NotificationKind.SCHEDULE_TOMORROW: schedules.schedule_tomorrow,
    NotificationKind.REGISTRATION_DECIDED: registrations.registration_decided,
    NotificationKind.LEADER_ACTED: account.leader_acted,
    NotificationKind.DATA_READY: account.data_ready,
    NotificationKind.OUTCOME_MISSING: followups.outcome_missing,
    NotificationKind.FOLLOW_UP_DUE: followups.follow_up_due,
    NotificationKind.NEXT_STEPS_OPEN: followups.next_steps_open,
    NotificationKind.INVITATION: membership.invitation,
    NotificationKind.INVITATION_ANSWERED: membership.invitation_answered,
    NotificationKind.JOIN_REQUESTED: membership.join_requested,
    NotificationKind.JOIN_DECIDED: membership.join_decided,
}


def describe(message: Notification, facts: Facts) -> Content:
    """The message's content in the active language. Raises `NothingToTellError`."""
    build = BUILDERS.get(NotificationKind(message.kind))
    if build is None:
        raise NothingToTellError("nothing is said on this")
    return build(Told(message, facts))


__all__ = [
    "BUILDERS",
    "Content",
    "Facts",
    "NothingToTellError",
    "Told",
    "describe",
    "read_facts",
]
