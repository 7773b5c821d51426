"""Run a service: whether the right to challenge is open, another way round, and what it asks."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.replies import Card, Reply
from knowledge.search.words import plain
from knowledge.site import Site
from knowledge.tasks.deciders import Tier, councils_for, matter_in, several_councils, with_district
from knowledge.tasks.frame import Answers, Question, Task, known
from knowledge.tasks.questions import joins_in, label_of, tapped_question, words_of
from knowledge.tasks.readers import place_question, read_phrase
from knowledge.tasks.state import place_of
from knowledge.wording import in_short, short_text

FILE = "run-service"
"""The file of the questions and the words."""

_WISHES = re.compile(
    r"""\b(?:want|wants|like|love|hoping|hope|thinking|wish|planning|plan|interested)\b.{0,40}
    \b(?:take\ over|taking\ over|run|running|take\ on|taking\ on|deliver|provide|spin\ out)\b.{0,40}
    \b(?:services?|library|libraries|toilets?|day\ cent(?:re|er)
        |youth\ (?:club|cent(?:re|er)|service)|bus
        |leisure\ cent(?:re|er)|children'?s\ cent(?:re|er)|meals\ on\ wheels|museum)\b""",
    re.VERBOSE,
)
_BARE = re.compile(
    r"^\W*(?:to )?(?:run|running|take over|taking over|provide) (?:a|the|our|some|council|public)"
    r"(?: (?:council|public|local|community))? services?\W*$"
)
_NOT_A_WISH = re.compile(r"\b(?:volunteer\w*|grants?|funding|what|how|why|when)\b")
_TIERS = (Tier.COUNTY, Tier.DISTRICT, Tier.PARISH)
_CLOSED_RUNNERS = ("nhs", "police", "nobody", "other")
_CLOSED_BODIES = ("alone", "business")


def wishes_to_run(_: Directory, text: str) -> bool:
    """Says whether a message wishes to run a service and asks nothing else."""
    typed = plain(text)
    if _BARE.match(typed):
        return True
    return bool(_WISHES.search(typed)) and not _NOT_A_WISH.search(typed)


def _notice_service(_: Directory, text: str) -> str | None:
    """Takes a service that the table of matters knows, where a message wishes to run it."""
    return text.strip()[:200] if matter_in(text) and _WISHES.search(plain(text)) else None


def _questions() -> tuple[Question, ...]:
    said = words_of(FILE)["questions"]
    service = Question(
        key="service",
        text=said["service"]["text"],
        again=said["service"]["again"],
        read=read_phrase,
        notice=_notice_service,
        called=tuple(said["service"]["called"]),
    )
    return (
        service,
        place_question(said["place"]["text"], said["place"]["again"]),
        tapped_question(FILE, "runs"),
        tapped_question(FILE, "us"),
        tapped_question(FILE, "want"),
    )


def _has_enough(answers: Answers) -> bool:
    return all(key in answers for key in ("service", "place", "runs", "us", "want"))


def _say_back(directory: Directory, answers: Answers) -> str:
    place = place_of(directory, answers)
    labels = [label_of(FILE, key, known(answers, key)) for key in ("runs", "us", "want")]
    runs, us, want = (label[:1].lower() + label[1:] if label else "" for label in labels)
    row = matter_in(str(known(answers, "service") or ""))
    service = row.matter if row else known(answers, "service")
    parts = [
        f"the service is {service}" if service else "",
        f"in {with_district(place)}" if place else "",
        f"run now by {runs}" if runs else "",
        f"you are {us}" if us else "",
        f"you want {want}" if want else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"I understood: {said}." if said else ""


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    words = words_of(FILE)
    today = directory.today()
    right = _right(answers)
    slug = _source_of(right)
    shown = [slug, *_routes(answers), *_asked(answers)]
    records = directory.records(dict.fromkeys(shown))
    cards = [in_short(card_of(record, today)) for record in records]
    cards = [
        replace(card, summary=words["says"][right].strip()) if record.slug == slug else card
        for card, record in zip(cards, records, strict=True)
    ]
    councils, line = _councils(directory, answers)
    texts = [short_text(card) for card in [cards[0], *councils, *cards[1:]]]
    place = place_of(directory, answers)
    further = [item for item in directory.records(words["further"]) if item.slug not in shown]
    choices = [entry_choice(item.slug, item.name) for item in further]
    text = "\n\n".join(part for part in (texts[0], line, *texts[1:]) if part)
    listed = tuple(record.slug for record in records)
    return Answer(
        Reply(text, [cards[0], *councils, *cards[1:]], choices),
        Outcome.SURE,
        listed,
        slug,
        place.slug if place else None,
    )


def _right(answers: Answers) -> str:
    """Returns which text says whether the right to challenge is open."""
    runs, us = known(answers, "runs"), known(answers, "us")
    if runs in _CLOSED_RUNNERS:
        return f"closed_{runs}"
    if us in _CLOSED_BODIES:
        return f"closed_{us}"
    if us == "staff":
        return "open_staff"
    return "open" if us else "unknown"


def _source_of(right: str) -> str:
    """Returns the entry that a text about the right rests on."""
    words = words_of(FILE)
    if right == "closed_nobody":
        return str(words["refused"])
    return str(
        words["who"] if right.startswith(("closed_a", "closed_b", "open_")) else words["right"]
    )


def _routes(answers: Answers) -> list[str]:
    routes = words_of(FILE)["routes"]
    given = [f"{key}.{known(answers, key)}" for key in ("us", "want")]
    return [slug for answer in given for slug in routes.get(answer, [])] or list(routes["any"])


def _asked(answers: Answers) -> list[str]:
    words, want = words_of(FILE), known(answers, "want") or "whole"
    is_open = not _right(answers).startswith("closed") and want == "whole"
    return [*(words["asked_right"] if is_open else ()), *words["asked"][want]]


def _councils(directory: Directory, answers: Answers) -> tuple[list[Card], str]:
    """Returns the councils to write to, and a line about them."""
    says, place = words_of(FILE)["says"], place_of(directory, answers)
    if known(answers, "runs") in ("nhs", "police"):
        return [], ""
    if place is None:
        return [], str(says["place_open"])
    row = matter_in(str(known(answers, "service") or ""))
    tiers = [row.who] if row and row.who in _TIERS else [Tier.DISTRICT, Tier.COUNTY]
    found = [item for tier in tiers for item in councils_for(directory, tier, place)]
    records = {item.record.slug: item.record for item in found}
    line = ""
    if len(records) > 1:
        line = says["council_open"].format(place=place.name)
    elif row and records:
        matter = row.matter[:1].upper() + row.matter[1:]
        council = next(iter(records.values())).name
        line = says["council_known"].format(matter=matter, council=council, place=place.name)
    cards = [in_short(card_of(record, directory.today())) for record in records.values()]
    return cards, " ".join(part for part in (line, several_councils(place)) if part)


TASK = Task(
    name="run_service",
    title="running a service",
    opening=words_of(FILE)["opening"],
    wish=frozenset(words_of(FILE)["wish"]),
    questions=_questions(),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=_answer,
    joins=joins_in(FILE),
    is_asked=wishes_to_run,
)
"""The task; its words stand in `run-service.yml`."""
