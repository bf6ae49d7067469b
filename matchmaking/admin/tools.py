"""What matching adds to an event's page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.admin.scope import permits
from events.admin.tools import RowsLink, Tool, event_links, event_tools, list_address
from events.models import Event
from matchmaking.choices import MailState


@event_links
def matching_links(request: HttpRequest, event: Event) -> list[RowsLink]:
    if not permits(request, "matchmaking.run_matching", event):
        return []
    lists = {
        "matchmaking_meetingrequest": (_("live requests"), event.requests.live()),
        "matchmaking_mustmeet": (_("promised meetings"), event.must_meets.all()),
        "matchmaking_run": (_("runs"), event.runs.all()),
        "matchmaking_scheduleversion": (_("schedule versions"), event.versions.all()),
    }
    links = [
        RowsLink(label, rows.count(), list_address(name, event))
        for name, (label, rows) in lists.items()
    ]
    given_up = event.notifications.filter(mail_state=MailState.FAILED).count()
    if given_up:
        failed = f"&mail_state__exact={MailState.FAILED}"
        address = list_address("matchmaking_notification", event, failed)
        links.append(RowsLink(_("mails given up"), given_up, address))
    return links


@event_tools
def matching_tools(request: HttpRequest, event: Event) -> list[Tool]:
    if not permits(request, "matchmaking.run_matching", event):
        return []
    start = reverse("admin:matchmaking_run_start", args=[event.pk])
    return [Tool(_("Run the matching"), start, main=True)]
