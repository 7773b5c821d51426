"""The phrase net: what is said outright, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.crisis.phrases import PhraseError, Phrases, is_guarded, phrases
from bot.crisis.text import sentences

NET = phrases()

SAID = [
    ("I'm going to kill myself", "suicidal"),
    ("dont want to live no more", "suicidal"),
    ("whats the point in living", "suicidal"),
    ("feeling suicidal", "suicidal"),
    ("i want to die", "suicidal"),
    ("i keep cutting myself", "self_harm"),
    ("self-harm helpline", "self_harm"),
    ("my son says he wants to die", "someone_suicidal"),
    ("a caller is threatening to kill himself", "someone_suicidal"),
    ("i am hearing voices", "mental_health_crisis"),
    ("my girlfriend punches me", "domestic_abuse"),
    ("im scared of my husband", "domestic_abuse"),
    ("her partner beats her", "someone_abused"),
    ("i was raped", "sexual_assault"),
    ("they are making me marry him", "forced_marriage"),
    ("children left home alone all weekend", "child_at_risk"),
    ("my stepdad touches me", "child_asking"),
    ("nan is being conned by her carer", "adult_at_risk"),
    ("we have nowhere to sleep", "homeless_tonight"),
    ("there is no food in the house", "no_food"),
    ("my gas meter has run out", "no_heating"),
    ("smells of gas in here", "gas_or_power"),
    ("he is not breathing", "medical_emergency"),
    ("i am being trafficked", "modern_slavery"),
    ("our daughter has gone missing", "missing_person"),
    ("we found a little girl on her own", "found_person"),
    ("someone shouted racist abuse", "hate_crime"),
    ("someone is breaking into my house", "immediate_danger"),
    ("a man is waving a knife about", "immediate_danger"),
    ("I'm 8 and my dad has not come back", "child_asking"),
    ("her nephew has emptied her savings account", "adult_at_risk"),
    ("the landlord has changed the locks and my kids are out here", "homeless_tonight"),
    ("he has dementia and he has walked out", "missing_person"),
]


def found(text: str) -> set[str]:
    return {name for sentence in sentences(text) for name in NET.found_in(sentence)}


@pytest.mark.parametrize(("text", "category"), SAID)
def test_what_is_said_outright_is_found(text: str, category: str) -> None:
    assert category in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "i could kill for a cup of tea",
        "rather die than sit on that committee",
        "i nearly died laughing",
        "we are not homeless yet",
        "i am not suicidal",
        "suicide prevention charity",
        "grants for domestic abuse charities",
        "the wife will kill me if i join another committee",
        "shoot me an email",
        "our cat has gone missing",
        "my gran used to be homeless and now she volunteers",
        "what counts as a hate crime",
        "training about domestic violence",
        "the club has run out of money",
    ],
)
def test_figures_denials_and_subjects_are_not(text: str) -> None:
    assert found(text) == set()


def test_a_figure_beside_a_crisis_does_not_hide_it() -> None:
    assert found("this form is killing me and i want to kill myself") == {"suicidal"}


def test_the_third_person_is_told_from_the_first() -> None:
    assert "someone_suicidal" in found("she wants to end her life")
    assert "suicidal" not in found("she wants to end her life")
    assert "someone_suicidal" not in found("i want to end my life")


def test_words_are_met_whole() -> None:
    assert found("a therapist in grapevine lane") == set()
    assert found("the diet club") == set()


def test_places_and_organisations_are_no_crisis() -> None:
    """A peer's list of words met the name of a part of town."""
    folder = Path("knowledge/content")
    places = [p for f in (folder / "places").glob("*.yml") for p in yaml.safe_load(f.read_text())]
    others = yaml.safe_load((folder / "organisations.yml").read_text("utf-8"))
    safe = [e for e in others if "safety" not in e.get("topics", [])]
    names = [
        entry["name"] for entry in [*places, *safe] if isinstance(entry, dict) and "name" in entry
    ]
    assert len(names) > 300
    assert [name for name in names if found(name)] == []


def test_sentences_about_groups_or_nobody_are_guarded() -> None:
    assert is_guarded("our charity helps her", NET)
    assert is_guarded("village hall roof", NET)
    assert is_guarded("he did", NET)
    assert not is_guarded("he did it again to me", NET)


@pytest.mark.parametrize(
    "pattern", ["(unclosed", "<nosuch> thing", "*"], ids=["bracket", "fragment", "star"]
)
def test_a_pattern_that_cannot_be_read_is_named(pattern: str) -> None:
    with pytest.raises(PhraseError, match="cannot be read"):
        Phrases(
            {"fragments": {}, "about": [], "set_aside": [], "classes": {"x": {"always": [pattern]}}}
        )


def test_a_fragment_may_not_contain_itself() -> None:
    with pytest.raises(PhraseError, match="contain"):
        Phrases(
            {
                "fragments": {"a": "x <a>"},
                "about": [],
                "set_aside": [],
                "classes": {"x": {"always": ["<a>"]}},
            }
        )


@pytest.mark.parametrize(
    "text",
    [
        "our minibus was hit by a lorry",
        "they threw us out of the village hall",
        "what goes in our policy if a child tells a coach that she is hurt at home",
        "a group for families who lost someone to an overdose",
        "mum was scammed and they took her card details",
        "our landlord has changed the locks on the hall",
        "that form will be the death of me",
    ],
)
def test_trouble_of_a_club_is_no_crisis(text: str) -> None:
    assert found(text) == set()


def test_a_gap_may_be_of_more_than_nine_words() -> None:
    net = Phrases(
        {
            "fragments": {},
            "about": ["club"],
            "set_aside": ["not hit"],
            "classes": {"hurt": {"always": ["start ~12 end"]}},
        }
    )
    assert net.found_in("start " + "word " * 12 + "end") == ["hurt"]
    assert net.found_in("start " + "word " * 13 + "end") == []


def test_the_signs_of_the_file() -> None:
    net = Phrases(
        {
            "fragments": {"who": "(he|she)"},
            "about": ["club"],
            "set_aside": ["not hit"],
            "classes": {"hurt": {"always": ["<who> ~2 (hit|hits) me"], "unless_about": ["ouch"]}},
        }
    )
    assert net.found_in("she often really hits me") == ["hurt"]
    assert net.found_in("she often really very hits me") == []
    assert net.found_in("she did not hit me") == []
    assert net.found_in("ouch") == ["hurt"]
    assert net.found_in("ouch said the club") == []
    assert net.literal("she did not hit me") == "she did me"
