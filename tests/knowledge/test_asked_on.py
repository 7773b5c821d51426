"""A question under a record is answered from that record, from one beside it, or honestly not."""

from __future__ import annotations

from knowledge.asked_on import about, beside, does_not_say, misses_a_fact
from knowledge.directory import Directory
from knowledge.phrases import PERSON

SHELTER = "vol-leicester-animal-aid"
CIO = "se-guide-what-is-a-cio"


def test_a_distance_is_reckoned_from_the_place_that_is_known(directory: Directory) -> None:
    gazetteer = directory.search().gazetteer
    place = gazetteer.find("Narborough")[0].place
    found = about(directory, SHELTER, "how far away is it", place)
    assert found is not None
    assert "about 2 miles away" in found.reply.text
    assert "from the middle of Narborough" in found.reply.text
    assert "Source: " in found.reply.text


def test_without_a_place_only_where_it_is_can_be_said(directory: Directory) -> None:
    found = about(directory, SHELTER, "how far is it")
    assert found is not None
    assert "In Huncote" in found.reply.text
    assert "miles" not in found.reply.text.split("Source: ")[0].split("Read more")[0]


def test_a_fact_of_the_short_answer_is_found_again(directory: Directory) -> None:
    found = about(directory, CIO, "how much does it cost to set one up")
    assert found is not None
    assert "free" in found.reply.text.lower()


def test_a_share_is_no_price(directory: Directory) -> None:
    slug = "acv-not-first-refusal"
    found = about(directory, slug, "does it cost anything")
    assert found is None or "2%" not in found.reply.text


def test_a_bare_question_keeps_to_the_topic_on_the_screen(directory: Directory) -> None:
    found = beside(directory, "acv-oadby-wigston", "how long will they take")
    assert found is not None
    assert found.current == "acv-how-long-decision"


def test_what_a_record_does_not_tell_is_said_with_a_way_on(directory: Directory) -> None:
    assert misses_a_fact(directory, SHELTER, "and what checks would they want")
    assert not misses_a_fact(directory, CIO, "and what checks would they want")
    said = does_not_say(directory, SHELTER)
    assert said is not None
    assert said.reply.text.startswith("I do not know that about this:")
    assert PERSON in said.reply.choices
    assert does_not_say(directory, "no-such-record") is None
