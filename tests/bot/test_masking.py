"""Masking: identifiers go, and what answers depend on stays."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import mask
from tests.bot.conftest import Bench

_LINES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("masking_lines.yml").read_text("utf-8")
)
_TEN = st.text(alphabet="0123456789", min_size=10, max_size=10)
_AROUND = st.sampled_from(["", "so ", "please help. ", "£500 and ", "in 2024, ", "(", "hi - "])
_AFTER = st.sampled_from(["", " thanks", ".", ", please", " and 20 people", ")", "?"])


@pytest.mark.parametrize(("text", "masked"), _LINES["masked"])
def test_identifiers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", _LINES["kept"])
def test_what_answers_depend_on_is_kept(text: str) -> None:
    assert mask(text) == text


def test_the_list_is_long_and_of_both_kinds() -> None:
    assert len(_LINES["masked"]) >= 90
    assert len(_LINES["kept"]) >= 120
    assert len(_LINES["kept"]) == len(set(_LINES["kept"]))


@given(st.text(alphabet="0123456789 +-().@ab", max_size=120))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(mask(text), str)


@given(_AROUND, st.sampled_from(["01632 960", "07700 900", "020 7946 0", "0116 496 0"]),
       st.integers(0, 999), _AFTER)  # fmt: skip
def test_a_telephone_number_is_found_wherever_it_stands(
    before: str, start: str, end: int, after: str
) -> None:
    typed = f"{start}{end:03}"
    for number in (typed, typed.replace(" ", ""), typed.replace(" ", "-"), f"+44{typed[1:]}"):
        masked = mask(f"{before}{number}{after}")
        assert masked.count("[phone number removed]") == 1
        assert f"{end:03}" not in masked.replace("2024", "").replace("£500", "")


@given(_AROUND, st.integers(1, 10_000_000), st.sampled_from(["£{}", "{} pounds", "£{:,}", "{:,}"]))
def test_a_sum_is_never_taken_for_anything(before: str, amount: int, shape: str) -> None:
    text = f"{before}a grant of {shape.format(amount)}"
    assert mask(text) == text


@given(st.sampled_from(["charity number", "company number", "registered charity", "company no."]),
       st.integers(0, 99_999_999))  # fmt: skip
def test_a_registered_number_stays(called: str, number: int) -> None:
    for text in (f"{called} {number:07}", f"{called} is {number:08}", f"{called}: {number:08}."):
        assert mask(text) == text


@given(st.integers(1900, 2099), st.integers(1900, 2099))
def test_a_year_stays(first: int, last: int) -> None:
    for text in (f"from {first} to {last}", f"{first}-{last}", f"{first}/{last}", f"in {first}"):
        assert mask(text) == text


@given(st.dates(), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y"]))
def test_a_date_stays_unless_somebody_was_born_on_it(day: Any, shape: str) -> None:
    written = day.strftime(shape) if day.year > 999 else "01/02/2003"
    assert mask(f"open on {written}") == f"open on {written}"
    assert mask(f"i was born on {written}") == "i was born on [date of birth removed]"
    assert mask(f"DOB: {written}") == "DOB: [date of birth removed]"


@given(_TEN)
def test_an_nhs_number_that_is_named_goes(number: str) -> None:
    assert number not in mask(f"my NHS number is {number}")


@given(st.integers(10**14, 10**15 - 1))
def test_every_card_number_goes(number: int) -> None:
    start = f"4{number}"[:15]
    total = 0
    for place, digit in enumerate(reversed(start)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    card = start + str(-total % 10)
    assert mask(f"it is {card} ok") == "it is [card number removed] ok"
    spaced = " ".join(card[at : at + 4] for at in range(0, 16, 4))
    assert mask(f"it is {spaced} ok") == "it is [card number removed] ok"


@given(st.sampled_from(["LE1", "LE67", "NG13", "CV9", "SW1A"]), st.integers(0, 9),
       st.text(alphabet="ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2))  # fmt: skip
def test_a_postcode_keeps_what_the_search_needs(outward: str, sector: int, unit: str) -> None:
    for typed in (f"{outward} {sector}{unit}", f"{outward}{sector}{unit}"):
        assert mask(f"near {typed}, please") == f"near {outward} {sector}, please"
        assert mask(f"near {typed}", keeps_postcodes=True) == f"near {typed}"


@given(st.sampled_from(["jane", "Jane Sample", "O'Sample", "Anne-Marie", "Zoë Sample"]),
       st.sampled_from(["my name is {}", "hi my name's {}", "his name is {}", "I am called {}"]),
       st.sampled_from(["", ".", ", hello", " and I need a grant", " from Melton"]))  # fmt: skip
def test_an_announced_name_goes(name: str, said: str, after: str) -> None:
    masked = mask(said.format(name) + after)
    assert masked == said.format("[name removed]") + after


def test_a_long_text_takes_no_time() -> None:
    dice = random.Random(7)
    pieces = ["my name is ", "0", "1", " ", "at", " dot ", "LE", "born on ", "-", "@", "a.", "12 "]
    texts = ["".join(dice.choices(pieces, k=700))[:1000] for _ in range(20)]
    texts += [piece * (1000 // len(piece)) for piece in pieces]
    began = time.process_time()
    for text in texts:
        mask(text)
    # Some 5 ms each; a pattern that backtracks without end takes minutes.
    assert time.process_time() - began < 10


async def test_identifiers_reach_neither_the_database_nor_the_engine(bench: Bench) -> None:
    talk = await bench.open()
    answer = await talk.send(
        text="my name is Jane Sample, 07700 900123 and jo@example.org, in LE13 1GH"
    )
    expected = "my name is [name removed], [phone number removed] and [e-mail removed], in LE13 1"
    assert answer.json()["messages"][0]["text"] == expected
    assert bench.engine.asked[0][1] == expected
    everything = str(bench.rows("SELECT * FROM message"))
    assert not [part for part in ("900123", "Jane", "example.org", "1GH") if part in everything]
