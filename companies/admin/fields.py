"""Form fields that several admin pages share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from companies.choices import Cooperation, Language
from companies.countries import country_choices
from companies.ordering import alphabetical
from companies.templatetags.look import country_name


class CountryFilter(admin.AllValuesFieldListFilter):
    """The countries that occur, by name."""

    def choices(self, changelist: Any) -> Any:
        everything, *found = super().choices(changelist)
        yield everything
        named = [
            {**each, "display": country_name(str(each["display"] or "")) or "–"} for each in found
        ]
        yield from sorted(named, key=lambda each: alphabetical(each["display"]))


def optional_country_choices() -> list[tuple[str, str]]:
    return [("", "—"), *country_choices()]


class CountryField(forms.ChoiceField):
    """One country, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", capfirst(_("country")))
        required = kwargs.get("required", True)
        kwargs["choices"] = country_choices if required else optional_country_choices
        super().__init__(**kwargs)


class CountriesField(forms.MultipleChoiceField):
    """Several countries, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("To choose several, hold Ctrl, on a Mac Command, while you click.")
        )
        super().__init__(choices=country_choices, required=False, **kwargs)


class LanguagesField(forms.MultipleChoiceField):
    """Languages that somebody speaks, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", capfirst(_("languages")))
        super().__init__(choices=Language.choices, required=False, **kwargs)


class CooperationField(forms.MultipleChoiceField):
    """Kinds of cooperation, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", capfirst(_("cooperation")))
        super().__init__(choices=Cooperation.choices, required=False, **kwargs)
