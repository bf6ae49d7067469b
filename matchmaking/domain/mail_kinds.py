"""What each kind of notification is: which of a person's choices it follows, and whether it tells
a change of meetings, which cannot wait when one of them is close."""

from dataclasses import dataclass

from matchmaking.choices import NotificationGroup, NotificationKind


@dataclass(frozen=True, slots=True)
class KindOfMail:
    """`changes_meetings`: the context names meetings by uid, in the lists `added`, `moved` and
    `cancelled` or as `meeting`."""

    group: NotificationGroup
    changes_meetings: bool = False

    @property
    def is_of_account(self) -> bool:
        return self.group is NotificationGroup.ACCOUNT


REQUEST = KindOfMail(NotificationGroup.REQUESTS)
REMINDER = KindOfMail(NotificationGroup.REMINDERS)
FOLLOW_UP = KindOfMail(NotificationGroup.FOLLOW_UPS)
ORGANISATION = KindOfMail(NotificationGroup.ORGANISATION)

KINDS: dict[NotificationKind, KindOfMail] = {
    NotificationKind.REQUEST_RECEIVED: REQUEST,
    NotificationKind.REQUEST_ANSWERED: REQUEST,
    NotificationKind.REQUEST_WITHDRAWN: REQUEST,
    NotificationKind.REQUEST_EXPIRED: REQUEST,
    NotificationKind.REQUEST_CLOSED: REQUEST,
    NotificationKind.REQUEST_REMINDER: REMINDER,
    NotificationKind.SCHEDULE_PUBLISHED: KindOfMail(NotificationGroup.SCHEDULE),
    NotificationKind.SCHEDULE_CHANGED: KindOfMail(
        NotificationGroup.SCHEDULE, changes_meetings=True
    ),
    NotificationKind.MEETING_NOTICE: KindOfMail(NotificationGroup.SCHEDULE, changes_meetings=True),
    NotificationKind.SCHEDULE_TOMORROW: REMINDER,
    NotificationKind.REGISTRATION_DECIDED: KindOfMail(NotificationGroup.REGISTRATION),
    NotificationKind.LEADER_ACTED: REQUEST,
    NotificationKind.DATA_READY: KindOfMail(NotificationGroup.ACCOUNT),
    NotificationKind.OUTCOME_MISSING: FOLLOW_UP,
    NotificationKind.FOLLOW_UP_DUE: FOLLOW_UP,
    NotificationKind.NEXT_STEPS_OPEN: FOLLOW_UP,
    NotificationKind.INVITATION: KindOfMail(NotificationGroup.ACCOUNT),
    NotificationKind.INVITATION_ANSWERED: ORGANISATION,
    NotificationKind.JOIN_REQUESTED: ORGANISATION,
    NotificationKind.JOIN_DECIDED: ORGANISATION,
}


def kind_of(kind: str) -> KindOfMail:
    return KINDS[NotificationKind(kind)]
