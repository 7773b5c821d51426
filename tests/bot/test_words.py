"""What the application itself says: honest, whole, and never more than is known."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.conversations import words
from knowledge.replies import Reply
from knowledge.site import Site, load_site
from tests.bot.conftest import SITE_FILE

SITE = load_site(SITE_FILE)
ALL = [words.greeting, words.apology, words.interrupted, words.no_words]


def test_every_way_to_start_is_an_intent_of_the_engine() -> None:
    domain = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text(encoding="utf-8"))
    intents = {item if isinstance(item, str) else next(iter(item)) for item in domain["intents"]}
    assert {start.key for start in words.STARTS} <= intents
    assert words.TALK_TO_PERSON.removeprefix("/") in intents


@pytest.mark.parametrize("say", ALL)
def test_nothing_is_empty_or_unknown(say: object) -> None:
    assert callable(say)
    reply: Reply = say(SITE)
    assert "None" not in reply.text
    assert reply.choices
    assert all(choice.label for choice in reply.choices)


@pytest.mark.parametrize("say", [words.apology, words.interrupted])
def test_what_is_known_of_the_advisers_is_said_and_nothing_else(say: object) -> None:
    assert callable(say)
    assert "Telephone" not in say(SITE).text
    known = SITE.adviser.model_copy(
        update={"phone": "0116 496 0000", "email": "a@example.org", "opening_hours": "9 to 5"}
    )
    site: Site = SITE.model_copy(update={"adviser": known})
    for line in ("Telephone: 0116 496 0000", "E-mail: a@example.org", "Open: 9 to 5"):
        assert line in say(site).text


def test_an_unknown_start_is_none() -> None:
    assert words.find_start("restart") is None
