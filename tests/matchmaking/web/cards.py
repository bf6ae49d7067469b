"""What a page of the directory shows, read from its HTML as a visitor gets it."""

import re
from html import unescape

CARD = re.compile(r'<li class="card" id="participant-(\d+)">.*?<h3><a [^>]*>(.*?)</a>', re.DOTALL)
NUMBERS = ("saved-number", "hidden-number", "found")
OPTION = re.compile(r'<option value="([^"]+)"[^>]*>[^<]* \((\d+)\)</option>')


def names_on(html: str) -> list[str]:
    """Whom the cards are of, in their order."""
    return [unescape(name) for _pk, name in CARD.findall(html)]


def options_on(html: str, facet: str) -> dict[str, int]:
    """The values of a facet with how many each says it leaves."""
    select = html.partition(f'id="by-{facet}"')[2].partition("</select>")[0]
    return {unescape(value): int(number) for value, number in OPTION.findall(select)}


def numbers_on(html: str) -> list[str]:
    """How many are saved, hidden, and found, in words, as it stands above the list."""
    places = (re.search(rf'id="{name}"[^>]*>(.*?)<', html) for name in NUMBERS)
    return [place[1] for place in places if place]


def card_on(html: str, pk: int) -> str:
    """The card of that participant; empty where there is none."""
    return html.partition(f'id="participant-{pk}"')[2].partition("</li>\n<li class=")[0]
