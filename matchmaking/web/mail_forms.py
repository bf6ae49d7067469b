"""The form of a person's choice of mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.choices import MailPace, NotificationGroup
from matchmaking.models import MailPreferences
from matchmaking.models.notification import CHOSEN_GROUPS

EXPLAINED = {
    NotificationGroup.REQUESTS: _("Somebody asks to meet you, answers, or takes a request back."),
    NotificationGroup.SCHEDULE: _(
        "Your schedule is published, or a meeting moves or is cancelled. A change to a meeting "
        "within the next 24 hours never waits for the daily mail."
    ),
    NotificationGroup.REMINDERS: _(
        "A request waits for your answer; the evening before, your meetings of the next day."
    ),
    NotificationGroup.FOLLOW_UPS: _("What came of your meetings, and whom to write to next."),
    NotificationGroup.REGISTRATION: _("Your registration is approved, waits, or is refused."),
    NotificationGroup.ORGANISATION: _("Who wants to join your organisation, and who did."),
}


class MailForm(forms.Form):
    """A pace for each group, an hour, and quiet hours."""

    digest_hour = forms.TypedChoiceField(
        label=_("The daily mail comes at"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text=_("Only when there is something to tell."),
    )
    has_quiet_hours = forms.BooleanField(
        label=_("Send me no mail at night"),
        required=False,
        help_text=_(
            "It comes in the morning instead. If one of your meetings is so close that you would "
            "read of its change too late, the mail comes at once."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in CHOSEN_GROUPS:
            self.fields[group.value] = forms.TypedChoiceField(
                label=group.label,
                help_text=EXPLAINED[group],
                choices=MailPace.choices,
                coerce=MailPace,
                widget=forms.RadioSelect,
            )

    @property
    def groups(self) -> list[forms.BoundField]:
        return [self[group.value] for group in CHOSEN_GROUPS]

    @staticmethod
    def values_of(preferences: MailPreferences) -> dict[str, Any]:
        names = [field.name for field in MailPreferences._meta.fields if not field.is_relation]
        return {name: getattr(preferences, name) for name in names}

    def choices(self) -> dict[str, Any]:
        """What `choose_mails` wants to know."""
        data = dict(self.cleaned_data)
        return {"paces": {group: data.pop(group.value) for group in CHOSEN_GROUPS}, **data}
