"""What learned weights cannot know: places without a subject, finding and starting, no place."""

from __future__ import annotations

import re

import pytest

from knowledge.answers import Outcome, Wish, answer
from knowledge.directory import Directory
from knowledge.search.tempering import seeks_to_find

HELP = Wish("service", "support-services")


@pytest.mark.parametrize(
    "text",
    ["toddler group near me", "is there a men's shed round here", "where can I join a choir"],
)
def test_who_looks_for_something_seeks_to_find(text: str) -> None:
    assert seeks_to_find(text, has_place=False)


@pytest.mark.parametrize(
    "text",
    [
        "how do we start a toddler group near here", "is there a grant for a men's shed",
        "where would our group find a room", "thinking of a repair cafe, is there one to copy",
    ],
)  # fmt: skip
def test_who_wants_to_begin_or_to_pay_for_something_does_not(text: str) -> None:
    assert not seeks_to_find(text, has_place=True)


def test_a_few_words_and_a_place_look_for_something() -> None:
    assert seeks_to_find("toddler group Northwold", has_place=True)
    assert not seeks_to_find("toddler group", has_place=False)


@pytest.mark.parametrize(
    ("finds", "starts"),
    [
        ("playgroup in Blaby", "we want to start a playgroup in Blaby"),
        ("is there a repair cafe near Hinckley", "how do we set up a repair cafe near Hinckley"),
    ],
)
def test_how_to_start_one_is_no_answer_to_who_looks_for_one(
    directory: Directory, finds: str, starts: str
) -> None:
    def first(text: str) -> str:
        return directory.search().find(text, limit=1).hits[0].name

    assert "start" in first(starts) or "set up" in first(starts)
    assert "start" not in first(finds)
    assert "set up" not in first(finds)


def test_a_record_of_one_council_waits_until_its_council_is_named(directory: Directory) -> None:
    search = directory.search()
    asked = "how do I ask a question at a meeting of the council"
    local = {
        hit.slug
        for hit in search.find(f"{asked} in Coalville", limit=3).hits
        if directory.records([hit.slug])[0].areas == ["North West Leicestershire"]
    }
    assert local
    assert search.find(asked, limit=1).hits[0].slug not in local


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("food bank in Loughborough", "food bank|foodbank|fridge|storehouse|open hands"),
        ("is there anything for carers in Lutterworth", "carer"),
        ("help with dementia in Market Harborough", "alzheimer|dementia|age uk|first contact"),
    ],
)
def test_a_list_holds_nothing_that_is_there_for_its_place_alone(
    directory: Directory, text: str, fits: str
) -> None:
    found = answer(directory, text, HELP)
    assert found.outcome is Outcome.SURE
    listed = [one for one in directory.records(found.listed) if one.kind == "service"]
    for record in listed:
        about = f"{record.name} {record.summary} {' '.join(record.topics)}"
        assert re.search(fits, about, re.IGNORECASE), record.slug
