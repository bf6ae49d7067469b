"""Forms of registering. They parse and keep to the models' limits; the domain decides the rest."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.choices import (
    Cooperation,
    Language,
    OrganisationKind,
    OrganisationSize,
    StatementKind,
)
from companies.languages import babel_locale
from companies.models import Organisation, Sector, Statement, User
from companies.validators import TERRITORIES, validate_some_text
from events.models import Event, Registration, Representative, Side
from events.templatetags.event_time import day_name


def country_choices() -> list[tuple[str, str]]:
    """All countries by their names in the reader's language."""
    names = babel_locale(get_language()).territories
    return sorted(((code, names.get(code, code)) for code in TERRITORIES), key=lambda c: c[1])


def several(label: object, choices: object, **more: object) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,  # type: ignore[arg-type]
        choices=choices,  # type: ignore[arg-type]
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,  # type: ignore[arg-type]
    )


class OrganisationForm(forms.Form):
    """An organisation's profile, as others read it."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        help_text=_("As on your business card, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    country = forms.ChoiceField(label=_("Country"))
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    size = forms.ChoiceField(
        label=_("Size"), choices=[("", "–"), *OrganisationSize.choices], required=False
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    tagline = forms.CharField(
        label=_("What you do, in one line"),
        max_length=160,
        required=False,
        help_text=_("The first thing that others read about you."),
    )
    description = forms.CharField(
        label=_("More about you"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    languages = several(_("Languages in which you can do business"), Language.choices)
    sectors: "forms.ModelMultipleChoiceField[Sector]" = forms.ModelMultipleChoiceField(
        label=_("Sectors"),
        queryset=Sector.objects.filter(parent=None),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    is_another = forms.BooleanField(
        label=_("Mine is another organisation"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["country"].choices = [("", "–"), *country_choices()]  # type: ignore[attr-defined]

    def profile(self) -> dict[str, object]:
        return {name: v for name, v in self.cleaned_data.items() if name != "is_another"}

    @staticmethod
    def profile_of(organisation: Organisation) -> dict[str, object]:
        """The form's initial values for an organisation."""
        names = ("name", "kind", "country", "city", "size", "website", "tagline", "description")
        return {
            **{name: getattr(organisation, name) for name in names},
            "languages": organisation.languages,
            "sectors": organisation.sectors.filter(parent=None).values_list("code", flat=True),
        }


class StatementForm(forms.Form):
    """One offer or need, in the writer's own language."""

    kind = forms.ChoiceField(
        label=_("Is it something you offer or something you need?"),
        choices=StatementKind.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("What it is, for whom, how much. Write in the language you think in."),
        max_length=Statement._meta.get_field("text").max_length,
        validators=[validate_some_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=Language.choices)
    cooperation = several(_("What kind of cooperation?"), Cooperation.choices)
    sectors: "forms.ModelMultipleChoiceField[Sector]" = forms.ModelMultipleChoiceField(
        label=_("Sectors"),
        queryset=Sector.objects.all(),
        required=False,
        to_field_name="code",
    )

    @staticmethod
    def values_of(statement: Statement) -> dict[str, object]:
        return {
            "kind": statement.kind,
            "text": statement.text,
            "language": statement.language,
            "cooperation": statement.cooperation,
            "sectors": [sector.code for sector in statement.sectors.all()],
        }


class PersonForm(forms.Form):
    """Somebody who comes."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("They sign in with it and see their own schedule."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(label=_("Name"), max_length=150)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    languages = several(_("Languages they speak"), Language.choices)
    takes_meetings = forms.BooleanField(label=_("Takes meetings"), required=False, initial=True)


class AbsenceForm(forms.Form):
    """When somebody cannot meet."""

    representative = forms.ModelChoiceField(
        label=_("Who"), queryset=Representative.objects.none(), empty_label=None
    )
    day = forms.ChoiceField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Only you and the host see it.")
    )

    def __init__(self, data: object, *, registration: Registration) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.event = registration.event
        people = registration.representatives.select_related("user")
        self.fields["representative"].queryset = people  # type: ignore[attr-defined]
        days = (self.event.ends_on - self.event.starts_on).days + 1
        dates = [self.event.starts_on + timedelta(days=k) for k in range(days)]
        self.fields["day"].choices = [(d.isoformat(), day_name(d)) for d in dates]  # type: ignore[attr-defined]

    def span(self) -> tuple[datetime, datetime]:
        """From and until, on the clock of the event."""
        day = datetime.fromisoformat(self.cleaned_data["day"]).date()
        starts, ends = (
            datetime.combine(day, self.cleaned_data[name], self.event.zone)
            for name in ("starts", "ends")
        )
        return starts, ends


class PartForm(forms.Form):
    """How the organisation takes part."""

    side: "forms.ModelChoiceField[Side]" = forms.ModelChoiceField(
        label=_("Your side"), queryset=Side.objects.none(), required=False, empty_label=None
    )
    is_online = forms.BooleanField(label=_("We take part online"), required=False)
    is_listed = forms.BooleanField(
        label=_("Other participants may find us"), required=False, initial=True
    )

    def __init__(self, data: object, *, event: Event, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        sides = event.sides.all()
        self.fields["side"].queryset = sides  # type: ignore[attr-defined]
        if not sides:
            del self.fields["side"]
        if event.mode != "hybrid":
            del self.fields["is_online"]


def statement_language(user: User) -> str:
    """The language that a person most likely writes in."""
    known = set(Language.values)
    return next((code for code in (get_language() or "", user.language) if code in known), "en")
