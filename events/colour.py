"""An event's accent colour, made legible: WCAG 2 contrast computed, never guessed.

Colours are "#rrggbb"; contrast ratios are those of WCAG 2.2, section 1.4.3.
"""

from dataclasses import dataclass
from functools import cache

# The grounds that accented text stands on in either theme: the sunken surface, and the surface
# tinted with the accent itself (`--accent-soft` of tokens.css and dark.css).
LIGHT_SUNK, LIGHT_SURFACE, LIGHT_TINT = "#f6f4f0", "#ffffff", 0.09
DARK_SUNK, DARK_SURFACE, DARK_TINT = "#232220", "#1b1a18", 0.20
HOUSE_COLOUR = "#3a3fb5"  # where no event's own stands
DARK_INK = "#000000"  # black and white: one of them is legible on any colour
LIGHT_INK = "#ffffff"
LEGIBLE = 4.5


@dataclass(frozen=True)
class Accent:
    """The accent as a fill, the text upon it, and the accent as text on either theme's ground."""

    fill: str
    on_fill: str
    ink_light: str
    ink_dark: str


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, towards: str, share: float) -> str:
    pairs = zip(channels(colour), channels(towards), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def grounds_of(colour: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The grounds of the light theme and of the dark one, tinted with the colour."""
    return (
        (LIGHT_SUNK, mixed(LIGHT_SURFACE, colour, LIGHT_TINT)),
        (DARK_SUNK, mixed(DARK_SURFACE, colour, DARK_TINT)),
    )


def legible(colour: str, grounds: tuple[str, ...], towards: str) -> str:
    """`colour` moved as little as needed `towards` black or white to be read on all `grounds`."""
    for step in range(21):
        candidate = mixed(colour, towards, step / 20)
        # A hair above the limit: browsers mix colours in fractions that this rounds.
        if all(contrast(candidate, ground) >= LEGIBLE + 0.05 for ground in grounds):
            return candidate
    return towards


@cache
def accent_of(colour: str) -> Accent:
    """All that the pages need of an accent colour."""
    dark_wins = contrast(colour, DARK_INK) > contrast(colour, LIGHT_INK)
    light, dark = grounds_of(colour)
    return Accent(
        fill=colour,
        on_fill=DARK_INK if dark_wins else LIGHT_INK,
        ink_light=legible(colour, light, "#000000"),
        ink_dark=legible(colour, dark, "#ffffff"),
    )
