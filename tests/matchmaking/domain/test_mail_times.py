"""When a mail goes out: a table, changes of the clocks, and what holds for every person."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.choices import MailPace, MailState, Waived
from matchmaking.domain.mail_times import LEAD, SOON, end_of_quiet, next_digest, plan_mail
from matchmaking.models import MailPreferences

HANOI, BERLIN, NEW_YORK = (
    ZoneInfo(name) for name in ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York")
)
MORNING, DAY, NIGHT = "2026-06-10 07:30", "2026-06-10 14:00", "2026-06-10 23:00"
AT_ONCE, DAILY, OFF = MailPace.AT_ONCE, MailPace.DAILY, MailPace.OFF


def at(clock: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=zone)


def night(start: int = 21, end: int = 7, **fields: object) -> MailPreferences:
    return MailPreferences(
        has_quiet_hours=True, quiet_from=time(start), quiet_until=time(end), **fields
    )


@pytest.mark.parametrize(
    ("pace", "now", "meeting", "state", "goes_out", "waived"),
    [
        # what is not about a close meeting
        (AT_ONCE, DAY, None, "waiting", DAY, ""),
        (AT_ONCE, NIGHT, None, "waiting", "2026-06-11 07:00", ""),
        (AT_ONCE, "2026-06-10 06:59", None, "waiting", "2026-06-10 07:00", ""),
        (AT_ONCE, "2026-06-10 07:00", None, "waiting", "2026-06-10 07:00", ""),
        (AT_ONCE, "2026-06-10 20:59", None, "waiting", "2026-06-10 20:59", ""),
        (AT_ONCE, "2026-06-10 21:00", None, "waiting", "2026-06-11 07:00", ""),
        (DAILY, DAY, None, "digest", "2026-06-11 07:00", ""),
        (DAILY, "2026-06-10 06:00", None, "digest", "2026-06-10 07:00", ""),
        (OFF, DAY, None, "off", DAY, ""),
        # a meeting next week waits as everything does
        (DAILY, DAY, "2026-06-17 09:00", "digest", "2026-06-11 07:00", ""),
        (AT_ONCE, NIGHT, "2026-06-17 09:00", "waiting", "2026-06-11 07:00", ""),
        # one within a day waits for no daily mail
        (DAILY, DAY, "2026-06-10 16:00", "waiting", DAY, "daily_mail"),
        (DAILY, DAY, "2026-06-11 14:00", "waiting", DAY, "daily_mail"),
        (DAILY, DAY, "2026-06-11 14:01", "digest", "2026-06-11 07:00", ""),
        (
            DAILY,
            "2026-06-10 07:30",
            "2026-06-11 09:00",
            "waiting",
            "2026-06-10 07:30",
            "daily_mail",
        ),
        # nor for a morning that would be less than three hours before it
        (AT_ONCE, NIGHT, "2026-06-11 09:59", "waiting", NIGHT, "quiet_hours"),
        (AT_ONCE, NIGHT, "2026-06-11 10:00", "waiting", "2026-06-11 07:00", ""),
        (DAILY, NIGHT, "2026-06-11 08:00", "waiting", NIGHT, "quiet_hours"),
        (DAILY, NIGHT, "2026-06-11 16:00", "waiting", "2026-06-11 07:00", "daily_mail"),
        # one that is under way is as close as can be
        (AT_ONCE, NIGHT, "2026-06-10 22:50", "waiting", NIGHT, "quiet_hours"),
        (DAILY, DAY, "2026-06-10 13:50", "waiting", DAY, "daily_mail"),
        # what is not wanted is not sent, however close
        (OFF, NIGHT, "2026-06-11 08:00", "off", NIGHT, ""),
    ],
)
def test_table(pace, now, meeting, state, goes_out, waived):
    plan = plan_mail(
        pace, night(), HANOI, at(now), meeting_starts_at=at(meeting) if meeting else None
    )
    assert (plan.state, plan.not_before, plan.waived) == (state, at(goes_out), waived)


def test_mails_of_the_account_go_at_once_whatever_was_chosen():
    plan = plan_mail(OFF, night(), HANOI, at(NIGHT), is_account=True)
    assert (plan.state, plan.not_before) == (MailState.WAITING, at(NIGHT))


def test_only_what_is_close_goes_ahead_of_others():
    def is_urgent(meeting: str | None) -> bool:
        starts_at = at(meeting) if meeting else None
        return plan_mail(AT_ONCE, night(), HANOI, at(DAY), meeting_starts_at=starts_at).is_urgent

    assert is_urgent("2026-06-10 15:00")
    assert is_urgent("2026-06-10 17:00")
    assert not is_urgent("2026-06-10 17:01")
    assert not is_urgent("2026-06-12 15:00")
    assert not is_urgent(None)


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "ends"),
    [
        # Clocks go from 2:00 to 3:00 on 29 March: the night is an hour shorter.
        (BERLIN, (22, 7), "2026-03-28T22:30+01:00", "2026-03-29T07:00+02:00"),
        # Quiet until a time that does not exist ends just after the gap.
        (BERLIN, (22, 2), "2026-03-28T23:30+01:00", "2026-03-29T03:00+02:00"),
        # Clocks go back from 3:00 to 2:00 on 25 October: 2:30 comes twice.
        (BERLIN, (22, 7), "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        (BERLIN, (22, 3), "2026-10-25T02:30+02:00", "2026-10-25T03:00+01:00"),
        (BERLIN, (22, 3), "2026-10-25T02:30+01:00", "2026-10-25T03:00+01:00"),
        # The first of two ends counts, unless it is over.
        (NEW_YORK, (22, 1), "2026-10-31T23:00-04:00", "2026-11-01T01:00-04:00"),
        # Quiet by day, for who works at night.
        (HANOI, (8, 16), "2026-06-10T12:00+07:00", "2026-06-10T16:00+07:00"),
        (HANOI, (8, 16), "2026-06-10T17:00+07:00", "2026-06-10T17:00+07:00"),
        # No length, no quiet.
        (HANOI, (7, 7), "2026-06-10T07:00+07:00", "2026-06-10T07:00+07:00"),
    ],
)
def test_the_end_of_quiet_hours(zone, quiet, now, ends):
    moment = datetime.fromisoformat(now)
    assert end_of_quiet(moment, night(*quiet), zone) == datetime.fromisoformat(ends)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "comes"),
    [
        (HANOI, 7, "2026-06-10T06:59:59+07:00", "2026-06-10T07:00+07:00"),
        (HANOI, 7, "2026-06-10T07:00+07:00", "2026-06-11T07:00+07:00"),
        (BERLIN, 2, "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),  # 2:00 is left out
        (BERLIN, 2, "2026-10-25T01:30+02:00", "2026-10-25T02:00+02:00"),  # the first 2:00
        (BERLIN, 2, "2026-10-25T02:00+02:00", "2026-10-26T02:00+01:00"),  # not the second
    ],
)
def test_the_daily_mail(zone, hour, now, comes):
    assert next_digest(datetime.fromisoformat(now), hour, zone) == datetime.fromisoformat(comes)


ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Asia/Ho_Chi_Minh",
            "Asia/Taipei",
            "Asia/Seoul",
            "Asia/Kathmandu",
            "America/New_York",
            "America/St_Johns",
            "Australia/Lord_Howe",  # half an hour of summer time
            "Europe/Berlin",
            "Pacific/Apia",
            "Africa/Casablanca",
        )
    ]
)
MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
PREFERENCES = st.tuples(st.booleans(), CLOCKS, CLOCKS, st.integers(0, 23)).map(
    lambda drawn: MailPreferences(
        has_quiet_hours=drawn[0], quiet_from=drawn[1], quiet_until=drawn[2], digest_hour=drawn[3]
    )
)


def is_quiet(moment: datetime, preferences: MailPreferences, zone: ZoneInfo) -> bool:
    clock, start, end = (
        moment.astimezone(zone).time(),
        preferences.quiet_from,
        preferences.quiet_until,
    )
    if not preferences.has_quiet_hours or start == end:
        return False
    return start <= clock < end if start < end else clock >= start or clock < end


@given(moment=MOMENTS, preferences=PREFERENCES, zone=ZONES)
def test_quiet_hours_end_within_a_day_and_outside_of_them(moment, preferences, zone):
    end = end_of_quiet(moment, preferences, zone)
    assert moment <= end <= moment + timedelta(hours=25)
    if not is_quiet(moment, preferences, zone):
        assert end == moment
    else:
        assert end == moment or not is_quiet(end, preferences, zone)
        assert end > moment


@given(moment=MOMENTS, hour=st.integers(0, 23), zone=ZONES)
def test_the_daily_mail_comes_once_a_day(moment, hour, zone):
    first = next_digest(moment, hour, zone)
    second = next_digest(first, hour, zone)
    assert moment < first <= moment + timedelta(hours=49)
    assert second.astimezone(zone).date() == first.astimezone(zone).date() + timedelta(days=1)


@given(
    pace=st.sampled_from(MailPace),
    preferences=PREFERENCES,
    zone=ZONES,
    now=MOMENTS,
    ahead=st.none() | st.timedeltas(timedelta(hours=-2), timedelta(days=20)),
)
def test_what_holds_for_every_mail(pace, preferences, zone, now, ahead):
    meeting = None if ahead is None else now + ahead
    plan = plan_mail(pace, preferences, zone, now, meeting_starts_at=meeting)
    assert plan.not_before >= now
    assert (plan.state == MailState.OFF) == (pace == OFF)
    if plan.state == MailState.WAITING:
        # It comes in quiet hours only because a meeting is close, and says so.
        if is_quiet(plan.not_before, preferences, zone):
            assert plan.waived == Waived.QUIET_HOURS
        # It never waits until less than three hours before the meeting.
        if meeting is not None:
            assert plan.not_before == now or plan.not_before <= meeting - LEAD
    if plan.state == MailState.DIGEST:
        assert pace == DAILY
        if meeting is not None:
            assert meeting - now > SOON
            assert plan.not_before <= meeting - LEAD
