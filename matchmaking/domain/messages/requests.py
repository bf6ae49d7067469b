"""Messages about meeting requests."""

from django.utils.translation import gettext as _

from events.domain.days import say_time, say_zone
from events.models import Event
from matchmaking.choices import RequestState
from matchmaking.domain import addresses
from matchmaking.domain.messages.content import Content
from matchmaking.domain.messages.facts import Told
from matchmaking.models import MeetingRequest


def request_received(told: Told) -> Content:
    event, request = told.event, told.request
    names = {"sender": request.sender, "event": event}
    return Content(
        subject=_("%(sender)s asks to meet you at %(event)s") % names,
        title=_("%(sender)s asks to meet you") % names,
        lines=[
            _("%(sender)s asks for a meeting at %(event)s.") % names,
            _("Accept or decline it. The time is found later; it will suit both of you."),
        ],
        quote=request.message,
        details=_answer_by(request, event),
        action=_("Answer the request"),
        url=addresses.company_url(event),
        obsolete=_no_longer_waits(request),
    )


def request_reminder(told: Told) -> Content:
    event, request = told.event, told.request
    names = {"sender": request.sender, "event": event}
    return Content(
        subject=_("%(sender)s waits for your answer") % names,
        lines=[
            _("%(sender)s asked you for a meeting at %(event)s and waits for your answer.") % names
        ],
        quote=request.message,
        details=_answer_by(request, event),
        action=_("Answer the request"),
        url=addresses.company_url(event),
        obsolete=_no_longer_waits(request),
    )


def _no_longer_waits(request: MeetingRequest) -> str:
    return "" if request.waits_for_answer else "the request no longer waits"


def _answer_by(request: MeetingRequest, event: Event) -> list[tuple[str, str]]:
    if request.expires_at is None:
        return []
    zone = say_zone(event.zone, request.expires_at)
    return [(_("Answer by"), f"{say_time(event, request.expires_at)} ({zone})")]


def request_answered(told: Told) -> Content:
    """`context` has the `state` that the answer gave the request."""
    event, request = told.event, told.request
    names = {"receiver": request.receiver, "event": event}
    state = told.message.context.get("state", request.state)
    if state == RequestState.ACCEPTED:
        subject = _("%(receiver)s accepts your request") % names
        action, url = _("See your requests"), addresses.company_url(event)
        lines = [
            _("%(receiver)s wants to meet you at %(event)s.") % names,
            _("You are told the time and the table as soon as the schedule has them."),
        ]
    else:
        subject = _("%(receiver)s declines your request") % names
        action, url = _("Find whom to ask"), addresses.participants_url(event)
        lines = [
            _("%(receiver)s will not meet you at %(event)s.") % names,
            _("There are other companies that fit. See whom else you may ask."),
        ]
    return Content(
        subject=subject,
        lines=lines,
        quote=request.answer if request.state == state else "",
        action=action,
        url=url,
        obsolete="" if request.state == state else "the answer no longer stands",
    )


def request_withdrawn(told: Told) -> Content:
    event, request = told.event, told.request
    names = {"sender": request.sender, "event": event}
    return Content(
        subject=_("%(sender)s withdraws its request") % names,
        lines=[
            _("%(sender)s no longer asks to meet you at %(event)s.") % names,
            _("You need to do nothing."),
        ],
        action=_("See your requests"),
        url=addresses.company_url(event),
    )


def request_expired(told: Told) -> Content:
    event, request = told.event, told.request
    names = {"receiver": request.receiver, "event": event}
    return Content(
        subject=_("%(receiver)s did not answer your request") % names,
        lines=[
            _("Your request to %(receiver)s for a meeting at %(event)s expired.") % names,
            _("It no longer counts against the requests you may send: ask another company."),
        ],
        action=_("Find whom to ask"),
        url=addresses.participants_url(event),
    )


def request_closed(told: Told) -> Content:
    """`context` names the `registration` that left the event."""
    event, request, left = told.event, told.request, told.registration
    names = {"company": left, "event": event}
    subject = _("%(company)s left %(event)s") % names
    action, url = _("See your requests"), addresses.company_url(event)
    lines = [
        _("%(company)s no longer takes part in %(event)s: the request between you is closed.")
        % names
    ]
    if left.is_approved:
        subject = _("%(company)s takes part in %(event)s again") % names
        lines = [
            _("%(company)s left %(event)s and takes part again.") % names,
            _("The request between you was closed meanwhile. Either of you may ask anew."),
        ]
    elif request.receiver_id == left.pk:
        lines.append(
            _("It no longer counts against the requests you may send: ask another company.")
        )
        action, url = _("Find whom to ask"), addresses.participants_url(event)
    else:
        lines.append(_("You need to do nothing."))
    return Content(subject=subject, lines=lines, action=action, url=url)
