"""Reminders that the clock brings, each told once: tomorrow's meetings the evening before, what is
not written down the day after, follow-ups on their day, next steps once an event is over.

Each looks at events by their own clocks, and may be run at any time and any number of times: what
has been told carries its key. They go by the person's choices as every mail does.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from companies.models import User
from events.domain.days import day_span
from events.models import Event, Registration
from matchmaking.choices import NotificationKind
from matchmaking.domain.outbox import notify_all
from matchmaking.domain.request_changes import contacts
from matchmaking.models import Meeting, Notification, Outcome, Seat

EVENING = 18  # o'clock where the event is: tomorrow's meetings
MORNING = 9  # what the day before left undone, and what is due today
DAYS_AFTER = 3  # so long after an event, its open next steps are still news
LATEST_FOLLOW_UP = timedelta(days=3)  # a follow-up that is older was missed for another reason


def remind_of_tomorrow(now: datetime | None = None) -> int:
    """From the evening on, tell who has meetings the next day; returns how many it was new to."""
    now = now or timezone.now()
    told = 0
    for event in _events(now, before=1, after=0):
        clock = now.astimezone(event.zone)
        if clock.hour < EVENING:
            continue
        day = clock.date() + timedelta(days=1)
        people = User.objects.filter(
            pk__in=_seats(event, day).values("representative__user"), is_active=True
        )
        told += notify_all(
            people,
            NotificationKind.SCHEDULE_TOMORROW,
            f"tomorrow:{event.pk}:{day}",
            event=event,
            context={"day": day.isoformat()},
        )
    return told


def remind_of_outcomes(now: datetime | None = None) -> int:
    """The morning after, tell who met and whose side has written nothing of it; how many."""
    now = now or timezone.now()
    told = 0
    for event in _events(now, before=0, after=1):
        clock = now.astimezone(event.zone)
        if clock.hour < MORNING:
            continue
        day = clock.date() - timedelta(days=1)
        told += notify_all(
            _without_outcome(event, day),
            NotificationKind.OUTCOME_MISSING,
            f"outcome-missing:{event.pk}:{day}",
            event=event,
            context={"day": day.isoformat()},
        )
    return told


def remind_of_follow_ups(now: datetime | None = None) -> int:
    """On the day that somebody chose to follow up on, tell them; returns how many mails."""
    now = now or timezone.now()
    today = now.date()
    due = (
        Outcome.objects.filter(
            follow_up_on__range=(today - LATEST_FOLLOW_UP, today + timedelta(days=1))
        )
        .select_related("author", "registration", "meeting__event")
        .order_by("pk")
    )
    known = set(
        _told(
            NotificationKind.FOLLOW_UP_DUE, {outcome.meeting.event_id for outcome in due}
        ).values_list("context__outcome", "context__on")
    )
    return sum(
        _tell_follow_up(outcome, now)
        for outcome in due
        if (outcome.pk, str(outcome.follow_up_on)) not in known
    )


def remind_of_next_steps(now: datetime | None = None) -> int:
    """In the days after an event, tell the companies that left next steps open, once."""
    now = now or timezone.now()
    told = 0
    for event in _events(now, before=0, after=DAYS_AFTER):
        clock = now.astimezone(event.zone)
        if clock.date() <= event.ends_on or clock.hour < MORNING:
            continue
        owing = Registration.objects.filter(
            event=event, pk__in=Outcome.objects.open().values("registration")
        )
        known = _told(NotificationKind.NEXT_STEPS_OPEN, [event.pk])
        for registration in owing.exclude(
            pk__in=list(known.values_list("context__registration", flat=True))
        ):
            told += notify_all(
                contacts(registration),
                NotificationKind.NEXT_STEPS_OPEN,
                f"next-steps:{registration.pk}",
                event=event,
                context={"registration": registration.pk},
            )
    return told


def _told(kind: NotificationKind, events: Iterable[int]) -> QuerySet[Notification]:
    """What was told of already: looked up once, not for each."""
    return Notification.objects.filter(kind=kind, event__in=events)


def _tell_follow_up(outcome: Outcome, now: datetime) -> int:
    event = outcome.meeting.event
    clock = now.astimezone(event.zone)
    on = outcome.follow_up_on
    if on is None or on > clock.date() or (on == clock.date() and clock.hour < MORNING):
        return 0
    writer = outcome.author
    people = [writer] if writer and writer.is_active else contacts(outcome.registration)
    return notify_all(
        people,
        NotificationKind.FOLLOW_UP_DUE,
        f"follow-up:{outcome.pk}:{on}",
        event=event,
        context={"outcome": outcome.pk, "on": on.isoformat()},
    )


def _events(now: datetime, *, before: int, after: int) -> Iterable[Event]:
    """Events that begin within so many days or ended within so many, wherever they are."""
    today, slack = now.date(), 1  # an event's date may be a day off UTC's
    return Event.objects.filter(
        starts_on__lte=today + timedelta(days=before + slack),
        ends_on__gte=today - timedelta(days=after + slack),
    ).order_by("pk")


def _seats(event: Event, day: date) -> QuerySet[Seat]:
    """Who sits in a meeting that takes place on that day of the event's clock."""
    meetings = (
        Meeting.objects.published()
        .planned()
        .filter(event=event, during__overlap=day_span(event, day))
    )
    return Seat.objects.filter(meeting__in=meetings, is_held=True)


def _without_outcome(event: Event, day: date) -> list[User]:
    written = set(
        Outcome.objects.filter(meeting__event=event).values_list("meeting__uid", "registration")
    )
    owing = {
        user
        for uid, registration, user in _seats(event, day).values_list(
            "meeting__uid", "registration", "representative__user"
        )
        if (uid, registration) not in written
    }
    return list(User.objects.filter(pk__in=owing, is_active=True).order_by("pk"))
