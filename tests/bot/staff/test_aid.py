"""What the aid finds: third person, filters, fit, distance, and how fast."""

from __future__ import annotations

import pytest

from bot.staff.aid import Aid, Asked
from bot.staff.matches import KINDS, fit_in_words
from bot.staff.practice import sample_calls
from bot.staff.wishes import wish_of
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.settings import Settings
from tests.bot.conftest import FrozenClock


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("resident wants to volunteer with animals", "volunteer with animals"),
        ("The caller is looking for a food bank", "a food bank"),
        ("a man who would like to   start a club", "start a club"),
        ("she needs help with rent", "help with rent"),
        ("they are asking whether grants are open", "grants are open"),
        ("food bank in Loughborough", "food bank in Loughborough"),
        ("resident", "resident"),
        ("resident wants", "resident wants"),
        ("the family hub", "the family hub"),
        ("", ""),
        ("x" * 900, "x" * 500),
    ],
)
def test_the_third_person_is_read_as_the_wish(typed: str, wish: str) -> None:
    assert wish_of(typed) == wish


async def test_it_finds_the_same_as_the_assistant_and_more(aid: Aid) -> None:
    results = await aid.find(Asked("resident wants a food bank in Loughborough"))
    assert results.outcome is not None
    assert results.outcome.value == "sure"
    assert results.reply is not None
    assert results.district == "Charnwood"
    assert len(results.matches) == 8
    first = results.matches[0]
    assert first.fit == "Very likely"
    assert first.card.source
    assert first.card.checked
    assert first.card.title in first.text


async def test_kind_and_area_narrow_it(aid: Aid) -> None:
    found = await aid.find(Asked("money for a hall", frozenset({"fund"}), "Melton"))
    assert found.matches
    assert {match.kind for match in found.matches} == {"Funds"}
    for match in found.matches:
        assert any(area in match.areas for area in ("Melton", "Leicestershire", "England", "UK"))
    assert found.district == "Melton"


async def test_something_with_a_postcode_has_a_distance(aid: Aid) -> None:
    found = await aid.find(Asked("food bank in Loughborough", frozenset({"service"})))
    assert any(" away" in match.distance for match in found.matches)


async def test_nothing_asked_finds_nothing(aid: Aid) -> None:
    assert (await aid.find(Asked("   "))).matches == ()


async def test_an_area_that_does_not_exist_is_refused(aid: Aid) -> None:
    with pytest.raises(InvalidInput):
        await aid.find(Asked("food", area="Atlantis"))


async def test_one_record_by_its_name(aid: Aid) -> None:
    assert (await aid.record("guide-part-food-bank")).card.kind == "guidance"
    with pytest.raises(NotFound):
        await aid.record("no-such-record")


@pytest.mark.parametrize(
    ("chance", "words"),
    [(1.0, "Very likely"), (0.3, "Likely"), (0.2, "Possible"), (0.0, "Less likely")],
)
def test_fit_is_said_in_words(chance: float, words: str) -> None:
    assert fit_in_words(chance) == words


async def test_every_sample_call_is_in_the_content(aid: Aid) -> None:
    for call in sample_calls():
        found = await aid.records(list(call.good))
        assert [match.slug for match in found] == list(call.good)


async def test_without_a_directory_it_says_so(real_settings: Settings) -> None:
    from dataclasses import replace

    broken = Aid(replace(real_settings, encoder_folder="no-encoder"), FrozenClock())
    await broken.prepare()
    with pytest.raises(Unavailable):
        await broken.find(Asked("food"))
    broken.close()


def test_every_kind_of_the_content_but_places_has_a_chip() -> None:
    from knowledge.content_schema import SCHEMAS

    assert KINDS.keys() == SCHEMAS.keys() - {"place"}
