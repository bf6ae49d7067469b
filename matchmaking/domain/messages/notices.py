"""Messages about a meeting that is about to begin: who is late, on the way, or cannot come."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.domain.days import bounds
from matchmaking.choices import NoticeKind
from matchmaking.domain import addresses
from matchmaking.domain.messages.content import Content
from matchmaking.domain.messages.facts import Told
from matchmaking.domain.messages.schedules import meeting_row
from matchmaking.models import MeetingNotice


def meeting_notice(told: Told) -> Content:
    """`context` has the `notice`, the uid of its `meeting`, and the `kind` and `minutes` told."""
    notice, context = told.notice, told.message.context
    meeting = next((m for m in told.meetings if m.uid == notice.meeting_uid), None)
    stands = (notice.kind, notice.minutes) == (context["kind"], context["minutes"])
    is_ahead = meeting is not None and timezone.now() < bounds(meeting.during)[1]
    sentence = say(notice, context["kind"], context["minutes"])
    lines = [sentence]
    if context["kind"] == NoticeKind.CANNOT_COME:
        lines.append(
            _("The meeting stays in your schedule, marked, until the organiser has decided.")
        )
    return Content(
        subject=_say_shortly(notice, context["kind"], context["minutes"]),
        title=sentence,
        lines=lines,
        details=[meeting_row(meeting, told.recipient)] if meeting is not None else [],
        quote=notice.reason if stands else "",
        action=_("Open your schedule"),
        url=addresses.schedule_url(told.event),
        obsolete="" if stands and is_ahead else "it is no longer so",
    )


def _say_shortly(notice: MeetingNotice, kind: str, minutes: int | None) -> str:
    """What of coming, then who it is: a phone's list of mails cuts names that are long."""
    names = {
        "person": notice.representative.user.public_name,
        "company": notice.representative.registration,
        "minutes": minutes,
    }
    match kind:
        case NoticeKind.ON_THE_WAY:
            return _("On the way: %(person)s, %(company)s") % names
        case NoticeKind.LATE:
            return (
                ngettext(
                    "%(minutes)d minute late: %(person)s, %(company)s",
                    "%(minutes)d minutes late: %(person)s, %(company)s",
                    minutes or 0,
                )
                % names
            )
        case NoticeKind.CANNOT_COME:
            return _("Cannot come: %(person)s, %(company)s") % names
    return _("Comes after all: %(person)s, %(company)s") % names


def say(notice: MeetingNotice, kind: str, minutes: int | None) -> str:
    """Who it is, and what of coming: one sentence."""
    names = {
        "person": notice.representative.user.public_name,
        "company": notice.representative.registration,
        "minutes": minutes,
    }
    match kind:
        case NoticeKind.ON_THE_WAY:
            return _("%(person)s of %(company)s is on the way") % names
        case NoticeKind.LATE:
            return (
                ngettext(
                    "%(person)s of %(company)s is %(minutes)d minute late",
                    "%(person)s of %(company)s is %(minutes)d minutes late",
                    minutes or 0,
                )
                % names
            )
        case NoticeKind.CANNOT_COME:
            return _("%(person)s of %(company)s cannot come") % names
    return _("%(person)s of %(company)s comes after all") % names
