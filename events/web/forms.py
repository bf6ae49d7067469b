"""Forms of registering. They parse and keep to the models' limits; the domain decides the rest."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.choices import Cooperation, Language, StatementKind
from companies.models import Member, Sector, Statement, User
from companies.validators import validate_some_text
from companies.web.fields import several
from events.models import Event, Registration, Representative, Side, SiteVisit
from events.templatetags.event_time import day_name


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
        error_messages={"required": _("Say in a few words what it is.")},
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
        error_messages={"required": _("Enter an email address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Enter their name.")}
    )
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    languages = several(_("Languages they speak"), Language.choices)
    takes_meetings = forms.BooleanField(label=_("Takes meetings"), required=False, initial=True)


class AbsenceForm(forms.Form):
    """When somebody cannot meet."""

    representative = forms.ModelChoiceField(
        label=_("Who"), queryset=Representative.objects.none(), empty_label=None
    )
    day = forms.ChoiceField(label=_("Day"))
    starts = forms.TimeField(
        label=_("From"),
        error_messages={"required": _("Enter a time.")},
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("Until"),
        error_messages={"required": _("Enter a time.")},
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
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


class ComingForm(forms.Form):
    """A member of the organisation who comes too."""

    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(Member.objects.none())

    def __init__(self, data: object, *, members: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class VisitsForm(forms.Form):
    """Who would like to come on which visit: a tick for each person at each visit."""

    def __init__(
        self,
        data: object,
        *,
        visits: list[SiteVisit],
        people: list[Representative],
        wished: set[tuple[int, int]],
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.visits = visits
        for visit in visits:
            self.fields[f"visit-{visit.pk}"] = several(
                visit.title,
                [(str(person.pk), str(person.user)) for person in people],
                initial=[str(p.pk) for p in people if (visit.pk, p.pk) in wished],
            )

    def rows(self) -> list[tuple[SiteVisit, forms.BoundField]]:
        return [(visit, self[f"visit-{visit.pk}"]) for visit in self.visits]

    def wishes(self) -> dict[int, list[int]]:
        """Ids of representatives by visit."""
        return {
            visit.pk: [int(pk) for pk in self.cleaned_data[f"visit-{visit.pk}"]]
            for visit in self.visits
        }


class SideForm(forms.Form):
    """Which side of the event the organisation is on; only asked where there are two."""

    side: "forms.ModelChoiceField[Side]" = forms.ModelChoiceField(
        label=_("Your side"),
        queryset=Side.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: object, *, registration: Registration) -> None:
        super().__init__(data, initial={"side": registration.side_id})  # type: ignore[arg-type]
        self.fields["side"].queryset = registration.event.sides.all()  # type: ignore[attr-defined]


class PartForm(forms.Form):
    """How the organisation takes part."""

    side: "forms.ModelChoiceField[Side]" = forms.ModelChoiceField(
        label=_("Your side"),
        queryset=Side.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
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
