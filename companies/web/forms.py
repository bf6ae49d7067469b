"""Forms of a person's own page."""

from zoneinfo import available_timezones

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.models import User
from companies.validators import validate_phone

# Links of the zone database: old names, kept for old files.
OBSOLETE = ("Etc/", "SystemV/", "US/", "posix", "right", "GMT", "UCT", "Zulu", "Universal")


def time_zone_choices() -> list[tuple[str, str | Promise]]:
    """Zones by their own names, those that people live in."""
    names = (name for name in available_timezones() if "/" in name or name == "UTC")
    lived_in = sorted(name for name in names if not name.startswith(OBSOLETE))
    return [("", _("The event's own time only")), *((n, n.replace("_", " ")) for n in lived_in)]


class ReaderForm(forms.Form):
    full_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        help_text=_("As it should stand on your badge, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        validators=[validate_phone],
        help_text=_("Shown to those only whom you have agreed to meet, as your address is."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of these pages and of the mail that you get."),
    )
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        help_text=_("Where it differs from the event's, your schedule shows both."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = User._meta.get_field("language")
        self.fields["language"].choices = field.choices  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = time_zone_choices()  # type: ignore[attr-defined]
