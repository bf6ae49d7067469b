"""Pieces of the visual language that need more than a template: icons, countries, names."""

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from django import template
from django.db.models.fields.files import FieldFile
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from companies.languages import babel_locale, language_in_sentence, language_name, listed
from companies.languages import full_day as say_full_day
from companies.models import Sector

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

register = template.Library()

# The four meanings of the visual language; a pill says its state in words beside its colour.
TONES = {
    "good": ("accepted", "approved", "published", "planned", "succeeded"),
    "waiting": ("pending", "submitted", "waitlisted", "draft", "queued", "running"),
    "trouble": ("rejected", "failed"),
    "off": ("declined", "withdrawn", "expired", "closed", "cancelled", "superseded"),
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}


@register.simple_tag
@cache  # a page has some twenty, and the sprite's address is the same for the process
def icon(name: str, size: int = 20) -> SafeString:
    """A decorative icon of the sprite. What it means stands beside it in words."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{2}"></use></svg>',
        size,
        static("img/icons.svg"),
        name,
    )


@register.filter
def tone(state: str) -> str:
    """Which of the four meanings a state has."""
    return TONE_OF.get(str(state), "off")


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language; the code itself where CLDR has no name."""
    if not code:
        return ""
    locale: Locale = babel_locale(get_language())
    return str(locale.territories.get(code, code))


@register.filter
def full_day(day: date) -> str:
    """The day with its year, where the reader is: “10 June 2026”."""
    return say_full_day(timezone.localtime(day) if isinstance(day, datetime) else day)


@register.filter
def unbroken(text: str) -> str:
    """The text with spaces at which no line breaks: a day stays together in a sentence."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def flag(code: str) -> str:
    """The country's flag as an emoji: two regional indicator letters."""
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code.upper())


@register.filter
def language_names(codes: "Iterable[str]") -> str:
    """Names of languages in the reader's own, joined: “Vietnamese, English”."""
    return listed(language_name(code) for code in codes)


@register.filter
def spoken_languages(codes: "Iterable[str]") -> str:
    """The same inside a sentence: “nói tiếng Việt, tiếng Anh”."""
    return listed(language_in_sentence(code) for code in codes)


@register.filter
def picture(file: FieldFile) -> str:
    """The address of a picture; empty where there is none."""
    return file.url if file else ""


@register.filter
def initials(name: str) -> str:
    """One or two letters that stand for a name where there is no picture."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    if not words:
        return "·"
    if not words[0].isascii() and len(words) == 1:
        return words[0][0]
    return (words[0][0] + (words[1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def any_ticked(sector: Sector, ticked: "Container[str]") -> bool:
    """Whether the sector or one of its children is among the codes."""
    return sector.code in ticked or any(child.code in ticked for child in sector.children.all())


@register.simple_tag
def ticked_names(sectors: "Iterable[Sector]", ticked: "Container[str]") -> list[str]:
    """Names of those branches and their children whose codes are ticked, in the tree's order."""
    return [
        each.name
        for sector in sectors
        for each in (sector, *sector.children.all())
        if each.code in ticked
    ]
