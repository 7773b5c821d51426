"""Save a building or land: what to do now, the dates that count, what your group may do, and whom
to write to.

Facts come from the content and from the Act's own count of days (`moratorium.py`).
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.models import Record
from knowledge.replies import Card, Reply
from knowledge.site import Site
from knowledge.tasks.deciders import several_councils, with_district
from knowledge.tasks.frame import Answers, Question, Task, known
from knowledge.tasks.groups import may_we, notice_group
from knowledge.tasks.notices import (
    FILE,
    NO_NOTICE,
    Notice,
    asks_for_dates,
    date_lines,
    notice_notice,
    plan_lines,
    read_notice,
    understood,
    what_now,
)
from knowledge.tasks.questions import joins_in, label_of, options_of, tapped_question, words_of
from knowledge.tasks.readers import place_question
from knowledge.tasks.state import place_of
from knowledge.tasks.threats import is_threatened
from knowledge.wording import in_short, short_text

_COUNCILS = "acv-which-council"
"""The entry that names every council with a list of assets of community value."""

_OTHER = "other"
_MOST_TOOLS = 2
_MOST_COUNCILS = 2
_SOURCES = {
    "now_none": "acv-owner-notice-of-sale",
    "now_ask_notice": "acv-owner-notice-of-sale",
    "now_nominate": "acv-already-for-sale",
    "now_check": "first-steps-save-a-place",
    "dates": "acv-dates-worked-example",
    "plan": "acv-full-moratorium",
    "group": "acv-community-interest-group",
    "may_pause": "acv-community-interest-group",
    "may_nominate": "acv-who-can-nominate",
}


def _is_asked(directory: Directory, text: str) -> bool:
    may = may_we(directory, text) and notice_group(directory, text)
    return bool(may) or asks_for_dates(directory, text) or is_threatened(text)


def _notice(answers: Answers) -> Notice | None:
    return Notice.from_answer(answers.get("notice"))


def _has_enough(answers: Answers) -> bool:
    return _notice(answers) is not None or known(answers, "may") is not None


def _wants_listing(answers: Answers) -> bool:
    return _notice(answers) is None


def _wants_notice(answers: Answers) -> bool:
    return known(answers, "listed") == "yes"


def _wants_owner(answers: Answers) -> bool:
    return not _wants_notice(answers) and _notice(answers) is None


def _questions() -> tuple[Question, ...]:
    said = words_of(FILE)["questions"]["notice"]
    notice = Question(
        key="notice",
        text=said["text"].strip(),
        again=said["again"].strip(),
        read=read_notice,
        notice=notice_notice,
        options=options_of(FILE, "notice"),
        called=tuple(said["called"]),
        is_wanted=_wants_notice,
    )
    where = place_question(
        "Where is it? The council that keeps the list depends on it.",
        "Which town or village is it in? Half a postcode will do too.",
    )
    may = Question(
        key="may",
        text="",
        again="",
        read=may_we,
        notice=may_we,
        may_skip=False,
        is_wanted=lambda _: False,
        is_once=True,
    )
    group = tapped_question(FILE, "group")
    return (
        tapped_question(FILE, "what", is_wanted=_wants_listing),
        where,
        tapped_question(FILE, "listed", is_wanted=_wants_listing),
        notice,
        tapped_question(FILE, "owner", is_wanted=_wants_owner),
        replace(group, notice=notice_group),
        may,
    )


def _say_back(directory: Directory, answers: Answers) -> str:
    place, notice = place_of(directory, answers), _notice(answers)
    labels = [label_of(FILE, key, known(answers, key)) for key in ("what", "listed", "owner")]
    what, listed, owner = (label[:1].lower() + label[1:] if label else "" for label in labels)
    parts = [
        what if known(answers, "what") != _OTHER else "",
        f"in {with_district(place)}" if place else "",
        f"owned by {owner}" if owner else "",
        listed.split(", ")[-1] if listed else "",
        "no notice yet" if known(answers, "notice") == NO_NOTICE else "",
    ]
    told = ", ".join(part for part in parts if part)
    said = f"I understood: {told}." if told else ""
    return " ".join(part for part in (said, understood(notice) if notice else "") if part)


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    place, says = place_of(directory, answers), words_of(FILE)["says"]
    slugs: list[str] = []
    cards: list[Card] = []
    for slug, title, summary, details in _sections(directory, answers):
        slugs.append(slug)
        cards += _titled(directory, slug, title, summary, details)
    councils = _councils(directory, answers)
    cards += [in_short(card_of(record, directory.today())) for record in councils]
    tools = _tools(answers)
    cards += [in_short(card_of(item, directory.today())) for item in directory.records(tools)]
    texts = [short_text(card) for card in cards]
    texts.append(several_councils(place) if place else says["place_open"])
    further = words_of(FILE)["further_dates" if _notice(answers) else "further"]
    shown = [*slugs, *tools]
    choices = [
        entry_choice(item.slug, item.name)
        for item in directory.records(further)
        if item.slug not in tools
    ]
    text = "\n\n".join(item for item in [*texts, says["buy"]] if item)
    where = place.slug if place else None
    return Answer(Reply(text, cards, choices), Outcome.SURE, tuple(shown), shown[0], where)


def _sections(directory: Directory, answers: Answers) -> list[tuple[str, str, str, list[str]]]:
    """Returns entry, title, text and lines of each part that is ours to say.

    A title is empty where the entry's own will do.
    """
    says, notice, today = words_of(FILE)["says"], _notice(answers), directory.today()
    found = []
    if notice is not None:
        lines = date_lines(notice, today)
        now = what_now(notice, today)
        if known(answers, "listed") == "no":
            now = f"{says['only_listed']} {now}"
        found.append((_SOURCES["dates"], "", now, lines))
        plan = plan_lines(notice, today)
        if plan:
            found.append((_SOURCES["plan"], says["plan_title"], plan[0], plan[1:]))
    else:
        key = _now(answers)
        found.append((_SOURCES[key], "", says[key], []))
    group = known(answers, "group") or "unknown"
    told = says[f"group_{group}"].strip()
    may = known(answers, "may")
    if may is not None:
        return [(_SOURCES[f"may_{may}"], "", told, []), *found[:1]]
    return [*found, (_SOURCES["group"], says["group_title"], told, [])]


def _now(answers: Answers) -> str:
    listed = known(answers, "listed")
    if listed == "yes":
        return "now_none" if known(answers, "notice") == NO_NOTICE else "now_ask_notice"
    return "now_nominate" if listed == "no" else "now_check"


def _titled(
    directory: Directory, slug: str, title: str, summary: str, details: list[str]
) -> list[Card]:
    """Returns a card with a text of ours and the source of the entry that it rests on."""
    cards = [card_of(record, directory.today()) for record in directory.records([slug])]
    return [
        replace(card, title=title or card.title, summary=summary, details=details) for card in cards
    ]


def _councils(directory: Directory, answers: Answers) -> list[Record]:
    """Returns whom to write to where the place is known; nobody where it is not."""
    place = place_of(directory, answers)
    if place is None:
        return []
    records = directory.records([_COUNCILS])
    areas = set(place.districts)
    contacts = [
        contact
        for record in records
        for contact in record.contacts
        if not contact.is_withheld and areas.intersection(contact.areas)
    ]
    reachable = any(contact.phone or contact.email for contact in contacts)
    general = [] if reachable else directory.records(directory.councils_of(place.districts[:1]))
    return [*contacts[:_MOST_COUNCILS], *general]


def _tools(answers: Answers) -> list[str]:
    """Returns the entries about other ways, by what it is and whose it is."""
    given = {f"{key}.{known(answers, key)}" for key in ("owner", "what")}
    tools = [slug for answer, slug in words_of(FILE)["tools"].items() if answer in given]
    return list(dict.fromkeys(tools))[:_MOST_TOOLS]


TASK = Task(
    name="save_building",
    title="saving a place",
    opening=words_of(FILE)["opening"],
    wish=frozenset(words_of(FILE)["wish"]),
    questions=_questions(),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=_answer,
    joins=joins_in(FILE),
    tells_news=True,
    is_asked=_is_asked,
)
"""The task; its words stand in `save-building.yml`."""
