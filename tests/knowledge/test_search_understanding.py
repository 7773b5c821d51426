"""A message becomes a query: places left out, words mended, kinds and districts read."""

from __future__ import annotations

import pytest

from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.search.documents import vocabulary
from knowledge.search.understanding import Understanding
from tests.knowledge.factories import WordEncoder, make_document

NORTHWOLD = PlaceName("place-northwold", "Northwold", districts=("Wold",))
WOLD = PlaceName("place-wold", "Wold", kind="district", districts=("Wold",), county="Inventshire")
ENCODER = WordEncoder()


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    known = vocabulary(
        [make_document("one", "Volunteering at the library"), make_document("two", "Village hall")]
    )
    return Understanding(known, Gazetteer([NORTHWOLD, WOLD], known), ENCODER.encode)


def test_a_place_is_read_and_left_out_of_the_meaning(understanding: Understanding) -> None:
    found = understanding.of("village hall in Northwold?")
    assert [mention.place for mention in found.mentions] == [NORTHWOLD]
    query = found.queries[0]
    assert "northwold" not in query.text.lower()
    assert " in" not in query.text
    assert query.districts == ("Wold",)
    assert query.counties == {"Inventshire"}
    assert (query.vector == ENCODER.encode(["village hall"])[0]).all()


def test_a_place_known_from_before_counts_until_another_is_named(
    understanding: Understanding,
) -> None:
    elsewhere = PlaceName("x", "Elsewhere", districts=("Far",))
    assert understanding.of("village hall", elsewhere).queries[0].districts == ("Far",)
    assert understanding.of("hall in Northwold", elsewhere).queries[0].districts == ("Wold",)
    assert understanding.of("village hall").queries[0].districts == ()


def test_a_message_that_is_only_a_place_keeps_its_words(understanding: Understanding) -> None:
    assert understanding.of("Northwold").queries[0].text.strip() == "Northwold"


def test_misspelt_words_are_mended_but_never_a_place(understanding: Understanding) -> None:
    query = understanding.of("voluntering at a libary near Northwold").queries[0]
    assert "volunteering" in query.text
    assert "library" in query.text
    assert understanding.of("northwold").queries[0].text.strip() == "northwold"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("any grants for a hall", {"fund"}),
        ("who gives money for a roof", {"fund"}),
        ("i want to give up my time", {"opportunity"}),
        ("has anyone else done this... other villages that have saved a pub", {"case_study"}),
        ("when is the library open", set()),
    ],
)
def test_words_that_ask_for_a_kind_are_read(
    understanding: Understanding, text: str, kinds: set[str]
) -> None:
    assert understanding.of(text).kinds == kinds


@pytest.mark.parametrize(
    "text",
    [
        "resident asking if they can volunteer at the library",
        "A caller wants to know about the library",
        "lady in Northwold asking about the library",
    ],
)
def test_who_is_asking_is_left_out(understanding: Understanding, text: str) -> None:
    words = understanding.of(text).queries[0].text.lower().split()
    assert "library" in words
    assert not {"resident", "caller", "lady", "asking", "wants"} & set(words)


def test_who_is_asking_never_takes_the_question_with_it(understanding: Understanding) -> None:
    text = understanding.of("lady in Northwold asking about a roof, and a hall").queries[0].text
    assert "roof" in text
    assert "hall" in text


def test_a_long_story_is_asked_whole_and_by_sentence(understanding: Understanding) -> None:
    story = (
        "My mother moved to Northwold last spring and she is rather lonely. The village hall has "
        "a club but the roof leaks badly. Who would pay for a new roof on the village hall?"
    )
    queries = understanding.of(story).queries
    assert len(queries) == 4
    assert "pay for a new roof" in queries[3].text
    assert {query.districts for query in queries} == {("Wold",)}


def test_a_short_message_is_asked_once_however_many_sentences(
    understanding: Understanding,
) -> None:
    assert len(understanding.of("Hi. Village hall? Please. Thanks.").queries) == 1


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂", "?", "\u202e\u202d", "in near at"])
def test_a_message_without_words_is_still_a_query(understanding: Understanding, text: str) -> None:
    found = understanding.of(text)
    assert len(found.queries) == 1
    assert found.mentions == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("not a library question, can the village hall be hired", "can the village hall be hired"),
        ("not about the library, who runs the village hall", "who runs the village hall"),
        ("we don't want a library, only to keep our village hall open",
         "to keep our village hall open"),
        # Too little would be left, or what is denied says who asks.
        ("I don't want to volunteer every week, just now and then",
         "I don't want to volunteer every week, just now and then"),
        ("we're not a library, can we hire the village hall",
         "we're not a library, can we hire the village hall"),
    ],
)  # fmt: skip
def test_what_is_denied_is_not_what_is_asked(
    understanding: Understanding, typed: str, meant: str
) -> None:
    assert understanding.of(typed).queries[0].text == understanding.of(meant).queries[0].text


@pytest.mark.parametrize(
    "text",
    [
        "I've got a gentleman at the desk who wants to know about the village hall",
        "we have a lady in reception asking about the village hall",
        "Morning, there's a couple here from Northwold wanting to know about the village hall",
        "got a chap on the phone from Northwold, asks about the village hall",
    ],
)
def test_who_stands_at_the_desk_is_left_out(understanding: Understanding, text: str) -> None:
    assert understanding.of(text).queries[0].stems == ("villag", "hall")


def test_what_is_told_of_somebody_is_kept(understanding: Understanding) -> None:
    found = understanding.of("I've got a man at the desk who volunteered at the village hall")
    assert found.queries[0].stems[-2:] == ("villag", "hall")
    assert "volunt" in found.queries[0].stems
