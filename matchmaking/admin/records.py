"""What the product wrote down: messages to people, and who did what."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companies.admin.base import actor
from matchmaking.admin.base import ReadOnlyScheduleAdmin
from matchmaking.admin.requests import BY_EVENT
from matchmaking.domain.outbox import send_again
from matchmaking.models import Activity, Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyScheduleAdmin):
    list_display = ["kind", "recipient", "event", "created_at", "mail_state", "sent_at", "attempts"]
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

    @admin.action(description=_("Send again what was given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        rows = self.changeable(request, queryset)
        done = self.act(request, rows, lambda row: send_again(row, by=actor(request)))
        if done:
            said = ngettext(
                "%(number)d mail is sent again.", "%(number)d mails are sent again.", len(done)
            )
            messages.success(request, said % {"number": len(done)})


@admin.register(Activity)
class ActivityAdmin(ReadOnlyScheduleAdmin):
    list_display = ["at", "action", "actor", "acted_for", "subject_type", "subject_id", "event"]
    list_filter = ["action", BY_EVENT]
    list_select_related = ["actor", "acted_for__organisation", "event"]
    search_fields = ["action", "actor__email"]
    date_hierarchy = "at"
    fields = [
        "at",
        "event",
        ("actor", "acted_for"),
        "action",
        ("subject_type", "subject_id"),
        "before",
        "after",
    ]
