"""An event's accent colour, made legible: WCAG 2 contrast computed, never guessed.

Colours are "#rrggbb"; contrast ratios are those of WCAG 2.2, section 1.4.3.
"""

from collections.abc import Callable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import cache

# The grounds that accented text stands on in either theme: the sunken surface, the three kinds of
# notice, and the surface tinted with the accent itself (tokens.css and dark.css).
LIGHT_GROUNDS = ("#f6f4f0", "#e3f3ea", "#fbefd6", "#fbe7e6")
LIGHT_SURFACE, LIGHT_TINT = "#ffffff", 0.09
DARK_GROUNDS = ("#232220", "#14301f", "#36290f", "#3d1a1a")
DARK_SURFACE, DARK_TINT = "#1b1a18", 0.20
HOUSE_COLOUR = "#3a3fb5"  # where no event's own stands
DARK_INK = "#000000"  # black and white: one of them is legible on any colour
LIGHT_INK = "#ffffff"
LEGIBLE = 4.5
VISIBLE = 3.0  # a button's ground against the surface that it lies on (section 1.4.11)


@dataclass(frozen=True)
class Accent:
    """The accent as a fill, the text upon it, and the accent as text, in either theme.

    `fill` is the colour that was chosen; `fill_dark` is as much lighter as the dark theme needs.
    """

    fill: str
    on_fill: str
    ink_light: str
    fill_dark: str
    on_fill_dark: str
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


def lightened(colour: str, share: float) -> str:
    """`colour` that `share` of the way to white, in its own hue and as saturated as it is.

    Mixed with white instead, a deep blue or green becomes grey.
    """
    red, green, blue = (channel / 255 for channel in channels(colour))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    lighter = hls_to_rgb(hue, lightness + (1 - lightness) * share, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in lighter)


def darkened(colour: str, share: float) -> str:
    return mixed(colour, DARK_INK, share)


def grounds_of(colour: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The grounds of the light theme and of the dark one, tinted with the fill of each."""
    return (
        (*LIGHT_GROUNDS, mixed(LIGHT_SURFACE, colour, LIGHT_TINT)),
        (*DARK_GROUNDS, mixed(DARK_SURFACE, fill_on_dark(colour), DARK_TINT)),
    )


def moved(
    colour: str, grounds: tuple[str, ...], by: Callable[[str, float], str], least: float
) -> str:
    """`colour` changed `by` as little as gives it at least that contrast on all `grounds`."""
    for step in range(41):
        candidate = by(colour, step / 40)
        # A hair above the limit: browsers mix colours in fractions that this rounds.
        if all(contrast(candidate, ground) >= least + 0.05 for ground in grounds):
            break
    return candidate


def fill_on_dark(colour: str) -> str:
    return moved(colour, (DARK_SURFACE,), lightened, VISIBLE)


def ink_on(fill: str) -> str:
    """Black or white: whichever reads better on `fill`."""
    dark_wins = contrast(fill, DARK_INK) > contrast(fill, LIGHT_INK)
    return DARK_INK if dark_wins else LIGHT_INK


@cache
def accent_of(colour: str) -> Accent:
    """All that the pages need of an accent colour."""
    light, dark = grounds_of(colour)
    fill_dark = fill_on_dark(colour)
    return Accent(
        fill=colour,
        on_fill=ink_on(colour),
        ink_light=moved(colour, light, darkened, LEGIBLE),
        fill_dark=fill_dark,
        on_fill_dark=ink_on(fill_dark),
        ink_dark=moved(colour, dark, lightened, LEGIBLE),
    )
