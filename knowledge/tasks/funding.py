"""Find funding: what for, who asks, where, how much; what fits, why, and what is still missing."""

from __future__ import annotations

import re

from knowledge.directory import Directory
from knowledge.funded import asks_who_funded
from knowledge.search.words import plain, stems
from knowledge.tasks.eligibility import (
    applicant,
)
from knowledge.tasks.fitting_funds import funds_for
from knowledge.tasks.frame import Answers, Option, Question, Task, Value, known
from knowledge.tasks.readers import (
    notice_sum,
    place_question,
    read_matter,
    read_sum,
    what_is_wished,
)
from knowledge.tasks.state import place_of
from knowledge.tasks.words import WISH_FILLERS, is_question

_WISH = frozenset(
    (
        "funding", "fund", "funds", "grant", "grants", "money", "cash", "finance", "donations",
        "sponsorship", "money for a group", "money for our club",
        "funding for our project", "grant for a charity", "community group",
    )
)  # fmt: skip
_WHO: tuple[tuple[str, str], ...] = (
    ("cic", r"\bcics?\b|\bcommunity interest compan\w*|\bsocial enterprises?\b|\bco-?op\w*\b"),
    ("parish", r"\b(?:parish|town) council\b|\bparish (?:clerk|councillor)\b"),
    (
        "school",
        r"\b(?:we are|were|our|a|the|my) (?:\w+ )?(?:school|academy|nursery|college)\b|\bpta\b"
        r"|\bheadteacher\b",
    ),
    (
        "charity",
        r"\b(?:registered|our|a|small|we are|were) charit(?:y|ies)\b|\bcharity number\b|\bcio\b"
        r"|^charity\b",
    ),
    (
        "informal",
        r"\bno (?:constitution|committee|bank account)\b|\b(?:not|un|isnt"
        r"|arent) ?(?:yet )?constituted\b"
        r"|\bnot (?:a )?(?:registered|formal|set up)\b|\bnothing formal\b|\binformal\b"
        r"|\b(?:few|bunch|group) of (?:us|friends|neighbours|mums|residents|volunteers)\b"
        r"|\bjust (?:an idea|neighbours|friends)\b",
    ),
    (
        "person",
        r"\b(?:just )?(?:me|myself)\b(?! and)|\bfor myself\b|\bon my own\b|\bindividual\b"
        r"|\bone person\b|\bi am (?:not a|no) group\b",
    ),
    (
        "group",
        r"\b(?:constituted|voluntary|community|youth|sports?|residents|tenants)"
        r" (?:group|club|association|organisation)\b|\bour (?:club|group|association|society"
        r"|committee|team|hall|choir|band|project)\b|\b(?:we are|were) (?:a|an) (?:\w+ ){0,3}"
        r"(?:group|club|association|society|committee|choir|team)\b|\b(?:friends of|scouts?"
        r"|brownies"
        r"|guides|football club|cricket club|womens institute|wi|playgroup|toddler group)\b"
        r"|^(?:a )?(?:constituted )?(?:group|club|committee|association|society)\b"
        r"|\bconstitution\b",
    ),
)
_SENTENCE = re.compile(
    r"\b(?:needs?|is|are|has|have|wants?|was|leaks?|broke|we|i|they)\b", re.IGNORECASE
)
_OURSELVES = re.compile(r"^\W*(?:just )?(?:me|im|i am|we|were|we are|our)\b")
_MOST_WORDS_SAID_BACK = 8


def _notice_who(_: Directory, text: str) -> str | None:
    typed = plain(text)
    return next((name for name, pattern in _WHO if re.search(pattern, typed)), None)


def _read_who(directory: Directory, text: str) -> str | None:
    if is_question(text):
        return None
    found = _notice_who(directory, text)
    if found:
        return found
    typed = plain(text)
    if re.search(r"\bcharit", typed):
        return "charity"
    if re.search(r"\b(?:group|club|association|society|committee|organisation|team)\b", typed):
        return "group"
    if re.search(r"\bschool|academy|nursery\b", typed):
        return "school"
    return "parish" if re.search(r"\bcouncil\b", typed) else None


def _notice_history(_: Directory, text: str) -> str | None:
    return "yes" if asks_who_funded(text) else None


def _take_first(directory: Directory, text: str) -> dict[str, Value]:
    """Takes what the money is for out of the first message."""
    wished = what_is_wished(directory, text)
    rest = set(stems(wished)) - WISH_FILLERS - set(stems(" ".join(_WISH))) - _WHO_STEMS
    return {"what": wished[:300]} if rest else {}


_WHO_STEMS = frozenset(
    stems(
        "charity cic club group association society committee school parish council village small"
    )
)


def _read_what(directory: Directory, text: str) -> str | None:
    return None if _says_only_who(text) else read_matter(directory, text)


def _says_only_who(text: str) -> bool:
    """Says whether a message says who asks and nothing more: 'we are a registered charity'."""
    typed = plain(text)
    for _, pattern in _WHO:
        typed = re.sub(pattern, " ", typed)
    rest = set(stems(typed)) - WISH_FILLERS - _WHO_STEMS
    return typed != plain(text) and len(rest) <= bool(_OURSELVES.match(plain(text)))


def _has_enough(answers: Answers) -> bool:
    return known(answers, "what") is not None


def _what_said(what: str) -> str:
    """Says back what the money is for; a whole sentence stands as it was said."""
    if not what or len(what.split()) > _MOST_WORDS_SAID_BACK:
        return ""
    return f"('{what}')" if _SENTENCE.search(what) else f"for {what}"


def _say_back(directory: Directory, answers: Answers) -> str:
    place, who = place_of(directory, answers), known(answers, "who")
    amount = known(answers, "amount")
    what = re.split(r"[,;.]", str(known(answers, "what") or ""))[0].strip()
    parts = [
        _what_said(what),
        f"as {applicant(str(who))}" if who else "",
        f"in or near {place.name}" if place else "",
        f"about £{int(str(amount)):,}" if amount else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"You are looking for money {said}." if said else ""


TASK = Task(
    name="find_funding",
    title="finding money",
    opening="Let us look for money that fits.",
    wish=_WISH,
    questions=(
        Question(
            key="what",
            text="What do you need the money for? Choose one, or say it in your own words.",
            again="In a few words, what would you buy or do with it?",
            read=_read_what,
            options=(
                Option("A building or repairs", "repairs to a community building"),
                Option("Equipment", "equipment for a community group"),
                Option("Running costs or staff", "running costs and staff of a charity"),
                Option("Sport", "sport and getting active"),
                Option("Children and young people", "work with children and young people"),
                Option("Nature and green projects", "nature, trees and the environment"),
            ),
            may_skip=False,
            called=("what", "purpose", "project"),
        ),
        Question(
            key="who",
            text="Who would ask for it? Funders differ in whom they give to.",
            again="Is it a group with written rules, a charity, a CIC, a council, a school, or "
            "just you?",
            read=_read_who,
            notice=_notice_who,
            options=(
                Option("A group with a constitution", "group"),
                Option("A group without one yet", "informal"),
                Option("A registered charity", "charity"),
                Option("A CIC or social enterprise", "cic"),
                Option("A parish or town council", "parish"),
                Option("A school", "school"),
                Option("Just me", "person"),
            ),
            called=("who", "group", "charity", "applicant", "organisation"),
        ),
        place_question(
            "Where would the money be used? Tell me a town, a village or a postcode.",
            "Which town or village is it for? Many funds are for one district only.",
        ),
        Question(
            key="amount",
            text="About how much do you need?",
            again="Roughly how many pounds: a few hundred, a few thousand, or more?",
            read=read_sum,
            notice=notice_sum,
            options=(
                Option("Up to £500", "500"),
                Option("Up to £5,000", "5000"),
                Option("Up to £20,000", "20000"),
                Option("More than that", "100000"),
            ),
            called=("amount", "sum", "money", "much"),
        ),
        Question(
            key="history",
            text="Shall I look who has paid for work like this?",
            again="Shall I look who has paid for work like this?",
            read=_notice_history,
            notice=_notice_history,
            is_wanted=lambda _: False,
            is_once=True,
        ),
    ),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=funds_for,
    kind="fund",
    joins=lambda found: found.of_kind == "fund",
    take_first=_take_first,
    heeds=("who", "amount"),
)
