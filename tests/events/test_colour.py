"""Whatever colour an event chooses, text stays legible."""

import re
from colorsys import rgb_to_hls
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from events.colour import (
    DARK_GROUNDS,
    DARK_SURFACE,
    LEGIBLE,
    LIGHT_GROUNDS,
    LIGHT_SURFACE,
    VISIBLE,
    accent_of,
    channels,
    contrast,
    grounds_of,
    luminance,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the well-known grey that just fails
    assert luminance("#ffffff") == 1


@given(colours)
def test_text_on_any_accent_and_accent_as_text_are_legible(colour: str) -> None:
    accent = accent_of(colour)
    assert accent.fill == colour
    assert contrast(accent.on_fill, accent.fill) >= LEGIBLE
    assert contrast(accent.on_fill_dark, accent.fill_dark) >= LEGIBLE
    light, dark = grounds_of(colour)
    assert all(contrast(accent.ink_light, ground) >= LEGIBLE for ground in light)
    assert all(contrast(accent.ink_dark, ground) >= LEGIBLE for ground in dark)


@given(colours)
def test_a_button_is_seen_on_the_dark_theme(colour: str) -> None:
    assert contrast(accent_of(colour).fill_dark, DARK_SURFACE) >= VISIBLE


@pytest.mark.parametrize(
    ("sheet", "grounds"),
    [("tokens", (*LIGHT_GROUNDS, LIGHT_SURFACE)), ("dark", (*DARK_GROUNDS, DARK_SURFACE))],
)
def test_the_grounds_are_those_of_the_stylesheets(sheet: str, grounds: tuple[str, ...]) -> None:
    css = (Path(settings.BASE_DIR) / f"static/css/{sheet}.css").read_text()
    names = ("surface-sunk", "good-soft", "waiting-soft", "trouble-soft", "surface")
    for name, ground in zip(names, grounds, strict=True):
        said = re.search(rf"--{name}: (#\w+);", css)
        assert said is not None
        assert said[1] in (ground, "#fff" if ground == "#ffffff" else ground)


def test_a_legible_accent_is_left_as_it_is() -> None:
    assert accent_of("#0b6e4f").ink_light == "#0b6e4f"
    assert accent_of("#5b62e0").fill_dark == "#5b62e0"


def test_a_lighter_accent_keeps_its_hue_and_does_not_turn_grey() -> None:
    navy = accent_of("#1e3a5f")

    def hue_and_saturation(colour: str) -> tuple[float, float]:
        hue, _, saturation = rgb_to_hls(*(channel / 255 for channel in channels(colour)))
        return hue, saturation

    for lighter in (navy.fill_dark, navy.ink_dark):
        assert lighter != navy.fill
        assert hue_and_saturation(lighter) == pytest.approx(hue_and_saturation(navy.fill), abs=0.02)
