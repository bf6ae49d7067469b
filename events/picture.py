"""The picture of an event's link preview: its name, days and place on its own colour.

Drawn with the fonts of the machine, each character with the first that has it. Where no font has
all of them there is no picture, rather than one with boxes in it.
"""

import io
from functools import cache
from itertools import groupby
from pathlib import Path

from django.utils import translation
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from companies.templatetags.look import country_name
from events.colour import accent_of
from events.models import Event
from events.templatetags.event_time import days_span

SIZE = (1200, 630)
MARGIN = 80
COLOUR = "#3a3fb5"  # the product's own, where the event has none
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# Heavy faces, the ones that the image brings first; each covers what those before it lack.
FACES = (
    "NotoSans-Bold.ttf",
    "NotoSans-SemiBold.ttf",
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
)


@cache
def faces() -> dict[str, frozenset[int]]:
    """The files of the faces that are here, in order of preference, with the characters of each."""
    there = {
        path.name: path
        for folder in FOLDERS
        if folder.is_dir()
        for path in folder.rglob("*.tt[fc]")
    }
    return {str(there[name]): _characters(there[name]) for name in FACES if name in there}


def _characters(path: Path) -> frozenset[int]:
    if path.suffix == ".ttc":
        with TTCollection(str(path), lazy=True) as collection:
            return frozenset(collection.fonts[0].getBestCmap())
    with TTFont(str(path), lazy=True) as font:
        return frozenset(font.getBestCmap())


def face_of(character: str) -> str | None:
    """The file of the first face that has the character; none where no face here does."""
    return next((name for name, known in faces().items() if ord(character) in known), None)


def draw_preview(event: Event, language: str) -> bytes | None:
    """The picture as PNG, in that language; none where a character cannot be drawn."""
    with translation.override(language):
        name = str(event.name)
        days = days_span(event.starts_on, event.ends_on)
        place = ", ".join(filter(None, [event.city, country_name(event.country)]))
    below = " · ".join(filter(None, [days, place]))
    if any(face_of(character) is None for character in name + below if not character.isspace()):
        return None
    accent = accent_of(event.accent or COLOUR)
    picture = Image.new("RGB", SIZE, accent.fill)
    draw = ImageDraw.Draw(picture)
    size, lines = _fitted(name)
    top = SIZE[1] - MARGIN - 60 - len(lines) * int(size * 1.2)
    _paste_logo(picture, event)
    for line in lines:
        _write(draw, (MARGIN, top), line, size, accent.on_fill)
        top += int(size * 1.2)
    _write(draw, (MARGIN, top + 16), below, 34, accent.on_fill)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _fitted(text: str) -> tuple[int, list[str]]:
    """The largest size at which the text has at most three lines, and these."""
    for size in (92, 80, 68, 58, 50):
        lines = _wrapped(text, size)
        if len(lines) <= 3:
            return size, lines
    return size, lines[:3]


def _wrapped(text: str, size: int) -> list[str]:
    """Words in lines that fit; scripts without spaces break between any two characters."""
    room = SIZE[0] - 2 * MARGIN
    lines = [""]
    for word in _pieces(text):
        if lines[-1] and _width(lines[-1] + word.rstrip(), size) > room:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for word in text.split():
        wide = [c for c in word if ord(c) >= 0x2E80]
        pieces += list(word) if wide else [word]
        pieces[-1] += " "
    return pieces


def _runs(text: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    first = next(iter(faces()))
    by_face = groupby(text, key=lambda character: face_of(character) or first)
    return [("".join(run), _font(name, size)) for name, run in by_face]


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)


def _width(text: str, size: int) -> float:
    return sum(font.getlength(run) for run, font in _runs(text, size))


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str
) -> None:
    left, top = float(at[0]), at[1] + size
    for run, font in _runs(text, size):
        draw.text((left, top), run, font=font, fill=colour, anchor="ls")
        left += font.getlength(run)


def _paste_logo(picture: Image.Image, event: Event) -> None:
    """The logo on white, at the top; a file that is gone or no picture is left out."""
    if not event.logo:
        return
    try:
        with event.logo.open("rb") as file:
            logo = Image.open(file).convert("RGBA")
    except (OSError, UnidentifiedImageError):
        return
    logo.thumbnail((360, 120))
    ground = Image.new("RGB", (logo.width + 40, logo.height + 40), "#fff")
    ground.paste(logo, (20, 20), logo)
    picture.paste(ground, (MARGIN, MARGIN))
