"""When a mail goes out: at once, after quiet hours, in the daily mail, or not at all.

Pure functions of moments, a time zone and what the person has chosen. Clock times that a change
of the clocks leaves out are those just after it; of those that come twice, the first one counts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matchmaking.choices import MailPace, MailState, Waived
from matchmaking.models import MailPreferences

SOON = timedelta(hours=24)  # no daily mail for a meeting that begins within so long
LEAD = timedelta(hours=3)  # so long before a meeting, its change is told at the latest


@dataclass(frozen=True, slots=True)
class MailPlan:
    """What becomes of a mail. `waived` says in spite of what it goes out when it does.

    `is_urgent` lets it go ahead of others: thousands may be told at once.
    """

    state: MailState
    not_before: datetime
    is_urgent: bool = False
    waived: Waived = Waived.NOTHING


def plan_mail(
    pace: MailPace,
    preferences: MailPreferences,
    zone: ZoneInfo,
    now: datetime,
    *,
    is_account: bool = False,
    meeting_starts_at: datetime | None = None,
) -> MailPlan:
    """When a mail that is ready `now` goes out.

    `meeting_starts_at` is the first meeting that it tells a change of, of those that are not over:
    one that begins within `SOON`, or is under way, waits for no daily mail, and none waits until
    less than `LEAD` before the meeting.
    What a person does not want is never sent, however urgent. Mails of the account go at once, and
    first: somebody sits in front of a page and waits for them.
    """
    if is_account:
        return MailPlan(MailState.WAITING, now, is_urgent=True)
    if pace == MailPace.OFF:
        return MailPlan(MailState.OFF, now)
    ahead = _time_until(meeting_starts_at, now)
    is_soon = ahead is not None and ahead <= SOON
    is_urgent = ahead is not None and ahead <= LEAD
    waived = Waived.NOTHING
    if pace == MailPace.DAILY:
        digest = next_digest(now, preferences.digest_hour, zone)
        if not is_soon and (ahead is None or digest - now <= ahead - LEAD):
            return MailPlan(MailState.DIGEST, digest)
        waived = Waived.DAILY_MAIL
    ready = end_of_quiet(now, preferences, zone)
    if ready > now and ahead is not None and ready - now > ahead - LEAD:
        return MailPlan(MailState.WAITING, now, is_urgent, Waived.QUIET_HOURS)
    return MailPlan(MailState.WAITING, ready, is_urgent, waived)


def _time_until(moment: datetime | None, now: datetime) -> timedelta | None:
    return max(moment - now, timedelta(0)) if moment is not None else None


def end_of_quiet(moment: datetime, preferences: MailPreferences, zone: ZoneInfo) -> datetime:
    """The moment itself, or where it is within the person's quiet hours, their end."""
    start, end = preferences.quiet_from, preferences.quiet_until
    if not preferences.has_quiet_hours or start == end:
        return moment
    clock = moment.astimezone(zone)
    at = clock.time()
    over_midnight = start > end
    is_quiet = (at >= start or at < end) if over_midnight else start <= at < end
    if not is_quiet:
        return moment
    ends_tomorrow = over_midnight and at >= start
    day = clock.date() + timedelta(days=1 if ends_tomorrow else 0)
    return max(moment, _at(datetime.combine(day, end), zone, moment))


def next_digest(moment: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The first moment after this one at which the person's clock shows that full hour."""
    day = moment.astimezone(zone).date()
    for later in range(3):
        at = _at(datetime.combine(day + timedelta(days=later), time(hour)), zone)
        if at > moment:
            return at
    raise AssertionError("a day has each hour")  # pragma: no cover


def _at(wall: datetime, zone: ZoneInfo, not_before: datetime | None = None) -> datetime:
    """The moment at which clocks of the zone show `wall`; where they do twice, the first that is
    not before `not_before`."""
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if not_before is not None and first < not_before:
        return wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first
