"""Messages to people: what was sent, what waits, what was given up."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companies.admin.base import actor
from matchmaking.admin.base import ReadOnlyScheduleAdmin
from matchmaking.admin.requests import BY_EVENT
from matchmaking.domain.outbox import send_again
from matchmaking.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyScheduleAdmin):
    about = _(
        "Messages to people and what became of their mails. Those that were given up can be "
        "sent again."
    )
    list_display = ["kind", "to", "mail_state", "what_failed", "event", "created_at", "sent_at"]
    list_filter = ["mail_state", "kind", BY_EVENT]
    list_select_related = ["recipient", "event"]
    search_fields = ["recipient__email", "recipient__full_name"]
    date_hierarchy = "created_at"
    fields = [
        "event",
        "kind",
        "recipient",
        ("created_at", "read_at", "seen_at"),
        ("mail_state", "not_before", "sent_at"),
        ("is_urgent", "waived"),
        ("attempts", "failure"),
    ]
    actions = ["send_again"]

    @admin.display(description=_("recipient"), ordering="recipient__full_name")
    def to(self, message: Notification) -> str:
        return str(message.recipient or message.address)

    @admin.display(description=_("what went wrong"), ordering="attempts")
    def what_failed(self, message: Notification) -> str:
        """The last failure, and of how many attempts it is."""
        if not message.failure:
            return "–"
        attempts = ngettext("%(number)d attempt", "%(number)d attempts", message.attempts)
        return f"{message.failure} ({attempts % {'number': message.attempts}})"

    @admin.action(description=_("Send again what was given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        rows = self.changeable(request, queryset)
        done = self.act(request, rows, lambda row: send_again(row, by=actor(request)))
        if done:
            said = ngettext(
                "%(number)d mail is sent again.", "%(number)d mails are sent again.", len(done)
            )
            messages.success(request, said % {"number": len(done)})
