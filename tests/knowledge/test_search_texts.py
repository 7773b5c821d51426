"""Every text of a record that helps to find it is searched, each once and as what it is."""

from __future__ import annotations

from knowledge.content_records import MODELS
from knowledge.models import CaseStudy, Fund, Guidance, Opportunity
from knowledge.search import texts
from knowledge.search.texts import keywords_of, texts_of
from tests.knowledge.factories import record_of


def of_field(found: list[tuple[str, str]], field: str) -> list[str]:
    return [text for name, text in found if name == field]


def test_ways_of_asking_come_first_with_the_name_before_all() -> None:
    record = record_of(Guidance, name="Who pays?", also_asked=["who pays", "any money"])
    found = texts_of(record)
    assert of_field(found, "ask") == ["Who pays?", "who pays", "any money"]
    assert [name for name, _ in found][:3] == ["ask"] * 3


def test_acronyms_are_spelt_out_where_they_are_searched() -> None:
    record = record_of(Guidance, name="What is a CIC?", summary="About a CIC.")
    found = texts_of(record)
    assert "community interest company" in of_field(found, "ask")[0]
    assert "community interest company" in of_field(found, "gist")[0]


def test_what_is_said_twice_is_searched_once() -> None:
    record = record_of(Guidance, summary="The same.", short_answer="The same.")
    assert of_field(texts_of(record), "gist") == ["The same."]


def test_long_texts_are_cut_between_sentences_and_nothing_is_lost() -> None:
    sentences = [f"Sentence number {n} says a thing or two about roofs." for n in range(20)]
    found = of_field(texts_of(record_of(Guidance, answer=" ".join(sentences))), "body")
    pieces = [piece for piece in found if piece.startswith("Sentence")]
    assert len(pieces) > 3
    assert " ".join(pieces) == " ".join(sentences)
    assert all(piece.endswith(".") and len(piece) < 300 for piece in pieces)


def test_time_limits_are_searched() -> None:
    limits = [{"what": "Appeal", "length": "28 days"}]
    assert "Appeal: 28 days" in of_field(texts_of(record_of(Guidance, time_limits=limits)), "body")


def test_names_of_funder_organisation_and_place_are_words_to_find_a_record_by() -> None:
    assert "Zebra Trust" in keywords_of(record_of(Opportunity, organisation="Zebra Trust"))
    assert "Zebra Fund" in keywords_of(record_of(Fund, funder="Zebra Fund"))
    assert "Zebraton" in keywords_of(record_of(CaseStudy, place="Zebraton"))
    assert "Zebrashire" in keywords_of(record_of(Guidance, areas=["Zebrashire"]))


def test_every_key_that_is_read_is_a_key_of_some_kind_of_record() -> None:
    """A key with a typing mistake would be passed over in silence."""
    for key in (*texts._BODY_KEYS, *texts._KEYWORD_KEYS):
        assert any(hasattr(model, key) for model in MODELS.values()), key
