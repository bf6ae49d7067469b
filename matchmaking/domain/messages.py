"""What a notification says: its email in the reader's language, as text and as HTML.

Built from ids when it is sent: it tells what is so then, or that there is nothing to tell by now.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import User
from events.choices import RegistrationState
from events.domain.days import bounds, say_time
from events.models import Event, Registration
from matchmaking.choices import MeetingState, NotificationKind, RequestState
from matchmaking.domain import addresses
from matchmaking.domain.agenda_items import counterpart_of, with_people
from matchmaking.models import Meeting, MeetingRequest, Notification


class NothingToTellError(Exception):
    """What was to be told is no longer so. The text is for the record, not for a person."""


@dataclass(frozen=True)
class Content:
    """One message, before it is text or HTML. `details` are rows of a label and a text."""

    subject: str
    lines: list[str]
    action: str
    url: str
    details: list[tuple[str, str]] = field(default_factory=list)
    quote: str = ""


def build_email(message: Notification) -> EmailMultiAlternatives:
    """The mail to send, in the recipient's language.

    Its Message-ID is made of the notification's key, so that a second copy is known as one.
    """
    person = message.recipient
    with translation.override(person.language or settings.LANGUAGE_CODE):
        content = describe(message)
        context = {
            "content": content,
            "name": person.get_full_name(),
            "event": message.event,
            "site": addresses.site_host(),
            "language": translation.get_language(),
        }
        text = render_to_string("matchmaking/email/message.txt", context)
        html = render_to_string("matchmaking/email/message.html", context)
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    email = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=text,
        to=[person.email],
        headers={
            "Message-ID": f"<{digest}@{addresses.site_host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    return email


def describe(message: Notification) -> Content:
    """The message's content in the active language; also what the page shows."""
    build = BUILDERS.get(NotificationKind(message.kind))
    if build is None or message.event is None:
        raise NothingToTellError("nothing is said on this")
    return build(message, message.event)


def _request_of(message: Notification) -> MeetingRequest:
    request: MeetingRequest | None = (
        MeetingRequest.objects.select_related("sender__organisation", "receiver__organisation")
        .filter(pk=message.context.get("request"))
        .first()
    )
    if request is None:
        raise NothingToTellError("the request is gone")
    return request


def _request_received(message: Notification, event: Event) -> Content:
    request = _pending(message)
    names = {"sender": request.sender, "event": event}
    return Content(
        subject=_("%(sender)s asks to meet you at %(event)s") % names,
        lines=[
            _("%(sender)s asks for a meeting at %(event)s.") % names,
            _("Accept or decline it. The time is found later; it will suit both of you."),
        ],
        quote=request.message,
        details=_answer_by(request, event),
        action=_("Answer the request"),
        url=addresses.company_url(event),
    )


def _request_reminder(message: Notification, event: Event) -> Content:
    request = _pending(message)
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
    )


def _pending(message: Notification) -> MeetingRequest:
    request = _request_of(message)
    if request.state != RequestState.PENDING:
        raise NothingToTellError("the request no longer waits")
    return request


def _answer_by(request: MeetingRequest, event: Event) -> list[tuple[str, str]]:
    if request.expires_at is None:
        return []
    return [(_("Answer by"), f"{say_time(event, request.expires_at)} ({event.time_zone})")]


def _request_answered(message: Notification, event: Event) -> Content:
    request = _request_of(message)
    names = {"receiver": request.receiver, "event": event}
    if request.state == RequestState.ACCEPTED:
        subject = _("%(receiver)s accepts your request") % names
        lines = [
            _("%(receiver)s wants to meet you at %(event)s.") % names,
            _("You will be told the time and the table when the schedule is published."),
        ]
    elif request.state == RequestState.DECLINED:
        subject = _("%(receiver)s declines your request") % names
        lines = [
            _("%(receiver)s will not meet you at %(event)s.") % names,
            _("There are other companies that fit. See whom else you may ask."),
        ]
    else:
        raise NothingToTellError("the answer no longer stands")
    return Content(
        subject=subject,
        lines=lines,
        quote=request.answer,
        action=_("See your requests"),
        url=addresses.company_url(event),
    )


def _request_withdrawn(message: Notification, event: Event) -> Content:
    request = _request_of(message)
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


def _request_expired(message: Notification, event: Event) -> Content:
    request = _request_of(message)
    names = {"receiver": request.receiver, "event": event}
    return Content(
        subject=_("%(receiver)s did not answer your request") % names,
        lines=[
            _("Your request to %(receiver)s for a meeting at %(event)s expired.") % names,
            _("It no longer counts against the requests you may send: ask another company."),
        ],
        action=_("See your requests"),
        url=addresses.company_url(event),
    )


def _schedule_published(message: Notification, event: Event) -> Content:
    meetings = _meetings_of(message, event)
    number = len(meetings)
    if not number:
        raise NothingToTellError("no meeting is left")
    return Content(
        subject=_("Your schedule for %(event)s is ready") % {"event": event},
        lines=[
            ngettext(
                "You have %(number)d meeting at %(event)s.",
                "You have %(number)d meetings at %(event)s.",
                number,
            )
            % {"number": number, "event": event},
            _times_are(event),
        ],
        details=[_meeting_row(meeting, message.recipient) for meeting in meetings],
        action=_("Open your schedule"),
        url=addresses.schedule_url(event),
    )


def _schedule_changed(message: Notification, event: Event) -> Content:
    """`context` names the meetings by uid in the lists `added`, `moved` and `cancelled`."""
    meetings = {str(meeting.uid): meeting for meeting in _meetings_of(message, event)}
    context = message.context
    details = [
        (label % {"when": when}, text)
        for kind, label in (
            ("moved", _("Moved to %(when)s")),
            ("added", _("New on %(when)s")),
        )
        for uid in context.get(kind, ())
        if (meeting := meetings.get(str(uid))) is not None
        for when, text in (_meeting_row(meeting, message.recipient),)
    ]
    cancelled = len(context.get("cancelled", ()))
    lines = [_("Your meetings at %(event)s have changed.") % {"event": event}, _times_are(event)]
    if cancelled:
        lines.append(
            ngettext(
                "%(number)d meeting no longer takes place.",
                "%(number)d meetings no longer take place.",
                cancelled,
            )
            % {"number": cancelled}
        )
    return Content(
        subject=_("Your schedule for %(event)s has changed") % {"event": event},
        lines=lines,
        details=details,
        action=_("Open your schedule"),
        url=addresses.schedule_url(event),
    )


def _registration_decided(message: Notification, event: Event) -> Content:
    registration = (
        Registration.objects.select_related("organisation")
        .filter(pk=message.context.get("registration"))
        .first()
    )
    if registration is None or registration.state != message.context.get("state"):
        raise NothingToTellError("it was decided otherwise since")
    names = {"name": registration, "event": event}
    sentences = {
        RegistrationState.APPROVED: (
            _("%(name)s takes part in %(event)s"),
            _("The organiser has approved the registration of %(name)s for %(event)s."),
        ),
        RegistrationState.WAITLISTED: (
            _("%(name)s is on the waiting list of %(event)s"),
            _("%(event)s is full for now. %(name)s is on the waiting list; we will write to you."),
        ),
        RegistrationState.REJECTED: (
            _("The registration for %(event)s was not accepted"),
            _("The organiser has not accepted the registration of %(name)s for %(event)s."),
        ),
        RegistrationState.WITHDRAWN: (
            _("%(name)s no longer takes part in %(event)s"),
            _("The registration of %(name)s for %(event)s has been withdrawn."),
        ),
    }
    if registration.state not in sentences:
        raise NothingToTellError("nothing is decided")
    subject, line = sentences[RegistrationState(registration.state)]
    return Content(
        subject=subject % names,
        lines=[line % names],
        quote=registration.state_reason,
        action=_("See your registration"),
        url=addresses.company_url(event),
    )


def _meetings_of(message: Notification, event: Event) -> list[Meeting]:
    """The person's meetings in the published schedule, in order, with what a row says."""
    meetings = Meeting.objects.seating(message.recipient).filter(
        event=event, state=MeetingState.PLANNED
    )
    found = list(with_people(meetings))
    for meeting in found:
        meeting.event = event
    return found


def _meeting_row(meeting: Meeting, person: User) -> tuple[str, str]:
    """When; with whom and where."""
    own = next(
        seat.registration_id
        for seat in meeting.seats.all()
        if seat.representative.user_id == person.pk
    )
    name = {"name": counterpart_of(meeting, own)}
    if meeting.table is None:
        where = _("%(name)s, online") % name
    else:
        place = {**name, "table": meeting.table, "hall": meeting.table.hall}
        where = _("%(name)s, table %(table)s, %(hall)s") % place
    return say_time(meeting.event, bounds(meeting.during)[0]), where


def _times_are(event: Event) -> str:
    return _("Times are those of the event (%(zone)s).") % {"zone": event.time_zone}


BUILDERS: dict[NotificationKind, Callable[[Notification, Event], Content]] = {
    NotificationKind.REQUEST_RECEIVED: _request_received,
    NotificationKind.REQUEST_REMINDER: _request_reminder,
    NotificationKind.REQUEST_ANSWERED: _request_answered,
    NotificationKind.REQUEST_WITHDRAWN: _request_withdrawn,
    NotificationKind.REQUEST_EXPIRED: _request_expired,
    NotificationKind.SCHEDULE_PUBLISHED: _schedule_published,
    NotificationKind.SCHEDULE_CHANGED: _schedule_changed,
    NotificationKind.REGISTRATION_DECIDED: _registration_decided,
}
