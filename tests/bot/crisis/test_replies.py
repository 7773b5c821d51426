"""The fixed texts: true numbers, plain words, nothing else beside what is acute."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.crisis.phrases import phrases
from bot.crisis.replies import (
    NOT_CLEAR,
    REPLIES_FILE,
    TALK_TO_A_PERSON,
    CrisisText,
    CrisisTexts,
    crisis_texts,
)

TEXTS = crisis_texts()
EVERY = [TEXTS[name] for name in (*TEXTS.classes, NOT_CLEAR)]
CONTENT = Path("knowledge/content")
NUMBER = re.compile(r"\d+(?: \d+)*")
READ_ON = re.compile(r"(\d{1,2}) November (\d{4})")
YEAR = re.compile(r"\b20\d\d\b")

NUMBERS_OF = {
    "medical_emergency": ["999", "111"],
    "suicidal": ["999", "116 123", "85258", "0800 1111"],
    "someone_suicidal": ["999", "116 123"],
    "immediate_danger": ["999", "55", "101"],
    "gas_or_power": ["0800 111 999", "105", "999"],
    "sexual_assault": ["999", "0116 273 3330", "0808 802 0028"],
    "forced_marriage": ["999", "0800 5999 247", "020 7008 0151", "0808 2000 247"],
    "child_asking": ["999", "0800 1111", "0116 305 0005"],
    "domestic_abuse": ["999", "0808 802 0028", "0808 2000 247"],
    "self_harm": ["999", "116 123", "85258"],
    "child_at_risk": ["999", "0116 305 0005", "0116 454 1004"],
    "modern_slavery": ["999", "08000 121 700"],
    "found_person": ["999"],
    "missing_person": ["999", "101", "116 000"],
    "someone_abused": ["999", "0808 802 0028", "0808 2000 247"],
    "adult_at_risk": ["999", "0116 305 0004", "0116 305 0888", "0116 454 1004"],
    "mental_health_crisis": ["999", "111", "116 123"],
    "homeless_tonight": ["999", "0808 800 4444", "01455 238141"],
    "no_food": ["0808 278 7854", "999"],
    "no_heating": ["0808 223 1133", "999"],
    "hate_crime": ["999", "101", "0800 953 95 95"],
    NOT_CLEAR: ["999", "116 123", "0800 1111", "0116 305 0005"],
}


def entries_about_safety() -> dict[str, Any]:
    entries = yaml.safe_load((CONTENT / "guidance" / "safety.yml").read_text("utf-8"))
    return {entry["id"]: entry for entry in entries}


SAFETY = entries_about_safety()


def sources_of(text: CrisisText) -> str:
    return json.dumps([SAFETY[source] for source in text.sources], ensure_ascii=False, default=str)


def numbers_in(text: str) -> set[str]:
    return {number.replace(" ", "") for number in NUMBER.findall(text)}


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_every_number_stands_in_a_source(text: CrisisText) -> None:
    sources = sources_of(text)
    for said in (text.text, text.in_short):
        assert numbers_in(said) <= numbers_in(sources)


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_the_age_of_the_numbers_is_said_and_true(text: CrisisText) -> None:
    sources = sources_of(text)
    for day, year in READ_ON.findall(text.checked):
        assert f"{year}-11-{int(day):02}" in sources
    years = YEAR.findall(READ_ON.sub("", text.checked))
    assert all(year in sources for year in years)
    assert years or READ_ON.search(text.checked)
    dates = {str(SAFETY[source]["source_date"]) for source in text.sources}
    assert text.source_date in dates
    assert text.checked in TEXTS.reply([text.category]).text


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_every_reply_holds_its_numbers_and_says_what_it_is(text: CrisisText) -> None:
    said = TEXTS.reply([text.category]).text
    assert not [number for number in NUMBERS_OF[text.category] if number not in said]
    assert "I am an automated service" in said
    assert text.to_check


def test_lines_that_are_not_open_at_all_hours_name_another_way() -> None:
    for name in ("sexual_assault", "domestic_abuse", "modern_slavery", "homeless_tonight"):
        assert "nobody answers" in TEXTS[name].text
    for number, hours in (
        ("0800 5999 247", "Monday to Friday"),
        ("0808 800 4444", "not at night"),
        ("0808 800 5000", "not all night"),
        ("0808 802 0028", "8am to 8pm"),
    ):
        lines = [line for text in EVERY for line in text.text.splitlines() if number in line]
        assert lines
        assert all(hours in line for line in lines), number


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_what_is_acute_holds_its_lines_and_nothing_else(text: CrisisText) -> None:
    reply = TEXTS.reply([text.category])
    assert reply.cards == []
    assert reply.is_acute == text.is_acute
    assert (reply.choices == []) == text.is_acute
    assert ("I can also look for" in reply.text) == (
        not text.is_acute and text.category != NOT_CLEAR
    )


def test_the_classes_less_acute_are_these() -> None:
    quiet = {text.category for text in EVERY if not text.is_acute}
    assert quiet == {"homeless_tonight", "no_food", "no_heating", "hate_crime", NOT_CLEAR}


def test_every_choice_leads_to_an_entry() -> None:
    entries = yaml.safe_load((CONTENT / "services.yml").read_text("utf-8"))
    known = {entry["id"] for entry in entries}
    for text in EVERY:
        for choice in text.choices:
            if choice == TALK_TO_A_PERSON:
                continue
            intent, _, entities = choice.payload.partition("{")
            assert intent == "/choose_entry"
            assert json.loads(f"{{{entities}")["entry"] in known


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_a_child_of_ten_can_read_it(text: CrisisText) -> None:
    plain = NUMBER.sub("", text.text)
    words = re.findall(r"[A-Za-z']+", plain)
    parts = [part for part in re.split(r"[.!?:\n]", plain) if re.search("[a-z]", part)]
    grade = 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade < 6
    assert len(words) <= 190


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.category)
def test_nobody_is_asked_who_or_where_they_are(text: CrisisText) -> None:
    said = text.text.lower()
    assert not re.search(
        r"what is your|where do you live\?|(?<!do not )tell me (?:your|who|where)", said
    )


def test_a_second_class_adds_its_line() -> None:
    reply = TEXTS.reply(["domestic_abuse", "suicidal"])
    assert reply.category == "suicidal"
    assert reply.also == ("domestic_abuse",)
    assert TEXTS["suicidal"].text in reply.text
    assert TEXTS["domestic_abuse"].in_short in reply.text


def test_what_is_acute_leads_and_offers_nothing() -> None:
    reply = TEXTS.reply(["no_food", "child_at_risk"])
    assert (reply.category, reply.is_acute, reply.choices) == ("child_at_risk", True, [])


def test_the_reply_is_a_reply_like_every_other() -> None:
    shape = TEXTS.reply(["no_food"]).as_dict()
    assert set(shape) >= {"text", "cards", "choices"}
    assert shape["choices"][-1] == {"label": "Talk to a person", "payload": "/talk_to_person"}


def test_every_class_with_patterns_has_a_text_and_the_other_way_round() -> None:
    assert set(phrases().classes) == set(TEXTS.classes)


def changed(**parts: Any) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(REPLIES_FILE.read_text("utf-8"))
    data["replies"]["suicidal"].update(parts)
    return data


def test_an_acute_reply_may_not_offer_choices() -> None:
    with pytest.raises(ValueError, match="suicidal"):
        CrisisTexts(changed(choices=[{"label": "Groups", "entry": "svc-samaritans"}]))


def test_an_acute_reply_may_not_stand_below_another() -> None:
    with pytest.raises(ValueError, match="below"):
        CrisisTexts(changed(acute=False))


def test_the_reply_for_what_is_not_clear_must_be_there() -> None:
    data = changed()
    del data["replies"][NOT_CLEAR]
    with pytest.raises(KeyError):
        CrisisTexts(data)
