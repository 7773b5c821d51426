"""The colours: readable whatever a council's colours are (WCAG 2.2: 1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.theme import contrast, dark_colours, light_colours, mix, stylesheet
from knowledge.site import Colours, load_site
from tests.bot.conftest import SITE_FILE

TEXT = [
    ("ink", "paper"), ("ink", "card"), ("soft-ink", "paper"), ("soft-ink", "card"),
    ("link", "paper"), ("link", "card"), ("arm-ink", "arm"), ("person-ink", "person"),
    ("arm-hover-ink", "arm-hover"), ("person-hover-ink", "person-hover"),
    ("resident-ink", "resident"), ("wrong", "card"), ("wrong", "paper"),
]  # fmt: skip
CONTROLS = [("edge", "card"), ("edge", "paper"), ("focus", "card"), ("focus", "paper")]

colour = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(colour, colour, colour, colour)
def test_every_pair_can_be_read(brand: str, dark: str, accent: str, on_brand: str) -> None:
    colours = Colours(brand=brand, brand_dark=dark, accent=accent, on_brand=on_brand)
    for values in (light_colours(colours), dark_colours(colours)):
        for name, behind in TEXT:
            assert contrast(values[name], values[behind]) >= 4.5, (name, behind)
        for name, behind in CONTROLS:
            assert contrast(values[name], values[behind]) >= 3, (name, behind)


def test_the_sites_own_colours_are_kept() -> None:
    colours = load_site(SITE_FILE).colours
    sheet = stylesheet(colours)
    for value in (colours.brand, colours.accent):
        assert value in sheet
    assert "prefers-color-scheme:dark" in sheet


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_mixing() -> None:
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"
