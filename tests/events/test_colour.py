"""Whatever colour an event chooses, text stays legible."""

from hypothesis import given
from hypothesis import strategies as st

from events.colour import (
    LEGIBLE,
    accent_of,
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
    light, dark = grounds_of(colour)
    assert all(contrast(accent.ink_light, ground) >= LEGIBLE for ground in light)
    assert all(contrast(accent.ink_dark, ground) >= LEGIBLE for ground in dark)


def test_a_legible_accent_is_left_as_it_is() -> None:
    assert accent_of("#0b6e4f").ink_light == "#0b6e4f"
