"""Find local help or somewhere to meet: what, where, and when it must be open."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer, Outcome, Wish, answer
from knowledge.composing import ASK_PLACE
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.records import FoundList
from knowledge.search.words import plain, stems
from knowledge.site import Site
from knowledge.tasks.frame import Answers, Option, Question, Task, Value, known, known_list
from knowledge.tasks.guides import guides
from knowledge.tasks.matches import Shape, matches_reply
from knowledge.tasks.readers import place_question, read_matter, what_is_wished
from knowledge.tasks.state import place_of
from knowledge.tasks.words import WISH_FILLERS, is_question

_WISH = frozenset(("venue", "venues"))
_SAYS = (
    r"^\W*(?:(?:i|we|she|he|they)(?:'?m|'?re|'?s| am| are| is)? (?:needs?|wants?|looking for)"
    r"|looking for|find|where can (?:i|we) (?:get|find))?\s*(?:some |any )?(?:local )?"
    r"(?:help|support|services?)(?: services?)? (?:near|in|around|round|close to|locally|nearby)\b"
    r"|^\W*(?:find|looking for|i need) (?:some )?local (?:help|support|services?)\W*$"
)
_WHEN = {
    "now": r"\b(?:open )?(?:right )?now\b|\btoday\b|\bat the moment\b|\bstraight away\b"
    r"|\burgent\w*\b",
    "evenings": r"\bevenings?\b|\bafter (?:work|school)\b|\bnights?\b",
    "weekends": r"\bweek ?ends?\b|\bsaturdays?\b|\bsundays?\b",
    "weekdays": r"\bweek ?days?\b|\bday ?times?\b|\bin the week\b",
}
_ASKED = {
    "now": "open now",
    "evenings": "in the evening",
    "weekends": "at weekends",
    "weekdays": "on weekdays",
}
_MOST_WORDS_SAID_BACK = 8


def _notice_when(_: Directory, text: str) -> list[str] | None:
    typed = plain(text)
    return [name for name, pattern in _WHEN.items() if re.search(pattern, typed)] or None


def _read_when(directory: Directory, text: str) -> list[str] | None:
    return None if is_question(text) else _notice_when(directory, text)


def _take_first(directory: Directory, text: str) -> dict[str, Value]:
    wished = what_is_wished(directory, text, _WHEN.values())
    rest = (
        set(stems(wished)) - WISH_FILLERS - set(stems("help support service services local venue"))
    )
    return {"what": wished[:300]} if rest else {}


def _say_back(directory: Directory, answers: Answers) -> str:
    what = re.split(r"[,;.]", str(known(answers, "what") or ""))[0].strip()
    place = place_of(directory, answers)
    when = [_ASKED[name] for name in known_list(answers, "when") if name in _ASKED]
    is_short = what and len(what.split()) <= _MOST_WORDS_SAID_BACK
    parts = [f"({what})" if is_short else "", f"near {place.name}" if place else "", *when]
    said = " ".join(part for part in parts if part)
    return f"You are looking for help {said}." if said else ""


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    place = place_of(directory, answers)
    when = " ".join(_ASKED[name] for name in known_list(answers, "when") if name in _ASKED)
    text = f"{known(answers, 'what') or 'help'} {when}".strip()
    found = answer(directory, text, Wish("service", "support-services", place))
    if found.outcome is not Outcome.SURE:
        nothing = FoundList((), _SHAPE.nothing, Criteria(), "nothing")
        found = matches_reply(
            directory, nothing, _EMPTY, place, guides("find_local_help", ["nothing", "person"])
        )
    text = found.reply.text.replace(ASK_PLACE, "").strip()
    slug = place.slug if place else found.place
    return replace(found, reply=replace(found.reply, text=text), place=slug)


_SHAPE = Shape(
    kind="service",
    heading="Help that may suit:",
    lines=(),
    nothing="I know of no help just like that. These can tell you more.",
)
_EMPTY = replace(_SHAPE, nothing="")

TASK = Task(
    name="find_local_help",
    title="finding local help",
    opening="Let us find help near you.",
    wish=_WISH,
    says=_SAYS,
    questions=(
        Question(
            key="what",
            text="What do you need? Choose one, or say it in your own words.",
            again="In a few words, what should it help with: food, money, company, a room?",
            read=read_matter,
            options=(
                Option("Food", "food bank or community fridge"),
                Option("Money or debt", "debt and money advice"),
                Option("Company", "lonely, company and somewhere to talk"),
                Option("Mental health", "mental health support"),
                Option("Help for carers", "help for carers"),
                Option("A room or hall to meet in", "room for our group to meet in"),
            ),
            may_skip=False,
            called=("what", "help", "need", "service"),
        ),
        place_question(
            "Where are you? Tell me a town, a village or a postcode, and I can look near you.",
            "Which town or village is nearest to you? The first half of a postcode will do.",
        ),
        Question(
            key="when",
            text="When does it have to be open?",
            again="Must it be open now, on weekdays, in the evening or at weekends?",
            read=_read_when,
            notice=_notice_when,
            options=(
                Option("Now", "now"),
                Option("On weekdays", "weekdays"),
                Option("In the evening", "evenings"),
                Option("At weekends", "weekends"),
            ),
            called=("when", "time", "open", "hours"),
        ),
    ),
    has_enough=lambda answers: known(answers, "what") is not None,
    say_back=_say_back,
    answer=_answer,
    kind="service",
    joins=lambda found: found.of_kind == "service",
    take_first=_take_first,
)
