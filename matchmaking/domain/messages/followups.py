"""Messages after the meetings: what to write down, whom to write to."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.domain.days import bounds, say_day
from matchmaking.choices import NextStep
from matchmaking.domain import addresses
from matchmaking.domain.agenda_items import counterpart_of
from matchmaking.domain.messages.content import Content
from matchmaking.domain.messages.facts import Told
from matchmaking.domain.messages.schedules import meeting_row, own_side
from matchmaking.models import Outcome


def outcome_missing(told: Told) -> Content:
    """`context` has the `day`, an ISO date where the event is."""
    event = told.event
    day = date.fromisoformat(told.message.context["day"])
    meetings = [
        meeting
        for meeting in told.meetings
        if bounds(meeting.during)[0].astimezone(event.zone).date() == day
        and (str(meeting.uid), own_side(meeting, told.recipient)) not in told.facts.written
    ]
    names = {"number": len(meetings), "event": event, "day": say_day(day)}
    return Content(
        subject=_("What came of your meetings on %(day)s?") % names,
        lines=[
            ngettext(
                "Of %(number)d meeting at %(event)s on %(day)s nothing is written down yet.",
                "Of %(number)d meetings at %(event)s on %(day)s nothing is written down yet.",
                len(meetings),
            )
            % names,
            _("It takes ten seconds each, and nobody else sees your note unless you share it."),
        ],
        details=[meeting_row(meeting, told.recipient) for meeting in meetings],
        action=_("Write it down"),
        url=addresses.contacts_url(event),
        obsolete="" if meetings else "everything is written down",
    )


def follow_up_due(told: Told) -> Content:
    """`context` names the `outcome` and the `on` that its date was."""
    event, outcome = told.event, told.outcome
    counterpart = counterpart_of(outcome.meeting, outcome.registration_id)
    names = {"name": counterpart, "event": event}
    details = []
    if outcome.next_step != NextStep.NONE:
        details.append((_("Next step"), outcome.get_next_step_display()))
    on = outcome.follow_up_on.isoformat() if outcome.follow_up_on else ""
    return Content(
        subject=_("Time to write to %(name)s") % names,
        lines=[_("You met %(name)s at %(event)s and wanted to follow up today.") % names],
        quote=outcome.note,
        details=details,
        action=_("See your contacts"),
        url=addresses.contacts_url(event),
        obsolete="" if on == told.message.context.get("on") else "another day was chosen since",
    )


def next_steps_open(told: Told) -> Content:
    """`context` names the `registration` whose next steps are open."""
    event, outcomes = told.event, told.open_outcomes
    names = {"number": len(outcomes), "event": event}
    return Content(
        subject=_("Your next steps after %(event)s") % names,
        lines=[
            ngettext(
                "%(event)s is over. %(number)d next step is open.",
                "%(event)s is over. %(number)d next steps are open.",
                len(outcomes),
            )
            % names,
        ],
        details=[
            (
                str(counterpart_of(outcome.meeting, outcome.registration_id)),
                _say_step(outcome),
            )
            for outcome in outcomes
        ],
        action=_("See your contacts"),
        url=addresses.contacts_url(event),
        obsolete="" if outcomes else "no next step is open",
    )


def _say_step(outcome: Outcome) -> str:
    step = str(outcome.get_next_step_display())
    if outcome.follow_up_on is None:
        return step
    day = say_day(outcome.follow_up_on)
    if outcome.next_step == NextStep.NONE:
        return _("Follow up on %(day)s") % {"day": day}
    return _("%(step)s, on %(day)s") % {"step": step, "day": day}
