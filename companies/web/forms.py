"""Forms of a person's own page, and of their organisation's."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from companies.choices import Language, MemberRole, OrganisationKind, OrganisationSize
from companies.countries import country_choices
from companies.models import Organisation, Sector, User
from companies.pictures import PictureField
from companies.validators import validate_phone
from companies.web.fields import country_names, several
from companies.zones import TimeZoneField

# Shown as ticks: the markets that trade events of the region are about. Others are in a list.
# fmt: off
NEAR_MARKETS = frozenset((
    "VN", "TW", "KR", "JP", "CN", "HK", "SG", "TH", "MY", "ID", "PH", "KH", "LA", "MM", "IN",
    "AU", "NZ", "US", "CA", "GB", "DE", "FR", "NL", "AE",
))
# fmt: on
PROFILE_TEXTS = ("name", "kind", "country", "city", "size", "website", "tagline", "description")


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
    time_zone = TimeZoneField(
        label=_("Your time zone"),
        required=False,
        empty=_("The event's own time only"),
        help_text=_("Where it differs from the event's, your schedule shows both."),
    )
    photo = PictureField(
        label=_("Your photo"),
        required=False,
        help_text=_("So that whom you meet knows whom to look for. PNG, JPEG or WebP, up to 5 MB."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # each by its own name, as in the page's head: who cannot read the page finds theirs
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, capfirst(get_language_info(code)["name_local"]))
            for code, _name in settings.LANGUAGES
        ]

    def details(self) -> dict[str, object]:
        """The values as `change_preferences` takes them; a photo that was not sent stays."""
        return with_picture(self, "photo")


def with_picture(form: forms.Form, name: str) -> dict[str, object]:
    """A form's values; the picture only where it was sent, or empty where it was taken away."""
    values = dict(form.cleaned_data)
    picture = values.pop(name, None)
    if picture is False:
        values[name] = ""
    elif picture and name in form.changed_data:
        values[name] = picture
    return values


class OrganisationForm(forms.Form):
    """An organisation's profile, as others read it."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        help_text=_("As on your business card, in any script."),
        error_messages={"required": _("Enter the name of your organisation.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    country = forms.ChoiceField(
        label=_("Country"), error_messages={"required": _("Choose a country.")}
    )
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    size = forms.ChoiceField(
        label=_("Size"), choices=[("", "–"), *OrganisationSize.choices], required=False
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter an address such as https://example.com.")},
    )
    tagline = forms.CharField(
        label=_("What you do, in one line"),
        max_length=160,
        required=False,
    )
    description = forms.CharField(
        label=_("More about you"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    logo = PictureField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, up to 5 MB.")
    )
    languages = several(_("Languages in which you can do business"), Language.choices)
    target_markets = several(_("Markets you want to reach"), ())
    other_markets = forms.MultipleChoiceField(
        label=_("Other markets"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Several may be chosen: hold Ctrl or ⌘ while you click."),
    )
    sectors: "forms.ModelMultipleChoiceField[Sector]" = forms.ModelMultipleChoiceField(
        label=_("Sectors"),
        queryset=Sector.objects.all(),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        countries = country_choices()
        self.fields["country"].choices = [("", "–"), *countries]  # type: ignore[attr-defined]
        for name, near in (("target_markets", True), ("other_markets", False)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                country for country in countries if (country[0] in NEAR_MARKETS) is near
            ]

    def profile(self) -> dict[str, object]:
        """The values as `change_organisation` takes them; what was not in the form stays."""
        values = with_picture(self, "logo")
        values["target_markets"] = sorted(
            {*self.cleaned_data["target_markets"], *values.pop("other_markets")}  # type: ignore[misc]
        )
        return values

    def ticked(self) -> set[str]:
        """Codes of the sectors that are ticked on the page."""
        return set(self["sectors"].value() or ())

    def languages_named(self) -> str:
        """The languages that are chosen on the page, by their names in the reader's language."""
        chosen = set(self["languages"].value() or ())
        return " · ".join(str(name) for code, name in Language.choices if code in chosen)

    def markets_named(self) -> str:
        """The markets that are chosen on the page, by their names in the reader's language."""
        chosen = {*(self["target_markets"].value() or ()), *(self["other_markets"].value() or ())}
        return country_names(sorted(chosen))

    @staticmethod
    def profile_of(organisation: Organisation) -> dict[str, object]:
        """The form's initial values for an organisation."""
        return {
            **{name: getattr(organisation, name) for name in PROFILE_TEXTS},
            "logo": organisation.logo,
            "languages": organisation.languages,
            "target_markets": [c for c in organisation.target_markets if c in NEAR_MARKETS],
            "other_markets": [c for c in organisation.target_markets if c not in NEAR_MARKETS],
            "sectors": organisation.sectors.values_list("code", flat=True),
        }


class OwnNameForm(forms.Form):
    """What others call the person: an account by a code or a password has no name yet."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name.")},
        help_text=_("As it should stand on your badge, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NewOrganisationForm(OrganisationForm):
    """As little as it takes to begin; the rest is asked once the organisation is there. And who
    founds it, where they have not said: owners are not to read addresses in place of names."""

    FIRST = ("name", "country", "kind", "city", "website")
    full_name = OwnNameForm.base_fields["full_name"]
    is_another = forms.BooleanField(
        label=_("Mine is another organisation"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        own = set() if person.full_name else {"full_name"}
        for name in set(self.fields) - {*self.FIRST, "is_another"} - own:
            del self.fields[name]
        self.order_fields(self.FIRST)

    def profile(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.FIRST}


class InviteForm(forms.Form):
    """Somebody who should belong to the organisation."""

    email = forms.EmailField(
        label=_("Email address"),
        error_messages={"required": _("Enter an email address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MemberRole.choices,
        initial=MemberRole.REPRESENTATIVE,
        help_text=_("Owners change the profile and say who belongs to it and who comes."),
    )


class AskToJoinForm(forms.Form):
    message = forms.CharField(
        label=_("Who you are, in a line"),
        max_length=500,
        required=False,
        help_text=_("The owners read it with your name and address."),
    )
