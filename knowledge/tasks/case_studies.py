"""Has anyone done this round here? The nearest first, what it cost them and what they learned."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import Facts
from knowledge.finding.records import FoundList, FoundRecord, find_records
from knowledge.gazetteer import PlaceName
from knowledge.search.words import stems
from knowledge.site import Site
from knowledge.tasks.frame import Answers, Option, Question, Task, Value, known
from knowledge.tasks.guides import guides
from knowledge.tasks.matches import Shape, matches_reply
from knowledge.tasks.readers import place_question, read_matter, what_is_wished
from knowledge.tasks.state import place_of
from knowledge.tasks.words import WISH_FILLERS

_WISH = frozenset(("examples", "example", "case study", "case studies", "success stories"))
_SAYS = (
    r"\b(?:(?:has|have|did|does) )?(?:any(?:one|body)|any other groups?|another group"
    r"|other groups?|others|other (?:people|villages|places)) (?:else )?"
    r"(?:(?:round|around|near) here )?(?:done|tried|managed|do|does|did)\s*"
    r"(?:this|that|it|the same|(?:something|anything|owt|summat) (?:like (?:this|that|it)"
    r"|similar))?"
    r"(?: before)?"
    r"(?: (?:round|around|near|in) (?:here|us|this area|the area|the county|\w+))?\W*$"
    r"|^\W*(?:show me |any |are there any )?(?:local )?(?:case stud(?:y|ies)|examples"
    r"|success stories)"
    r"(?: (?:near|round|around) (?:here|us|me))?\W*$"
    r"|\bwho else has done (?:this|that|it)\b"
)
_FILLERS = frozenset(
    stems("done do doing tried example examples case study studies story stories others anyone")
)
_LOOKED_AT = 8
_MOST_WORDS_SAID_BACK = 8


def _take_first(directory: Directory, text: str) -> dict[str, Value]:
    if re.search(_SAYS, text, re.IGNORECASE):
        return {}
    wished = what_is_wished(directory, text)
    rest = set(stems(wished)) - WISH_FILLERS - _FILLERS
    return {"what": wished[:300]} if rest else {}


def _say_back(directory: Directory, answers: Answers) -> str:
    what = re.split(r"[,;.]", str(known(answers, "what") or ""))[0].strip()
    place = place_of(directory, answers)
    if not what or len(what.split()) > _MOST_WORDS_SAID_BACK:
        return ""
    near = f" near {place.name}" if place else ""
    return f"You want to know who has done this{near}: {what}."


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    place = place_of(directory, answers)
    text = str(known(answers, "what") or "")
    criteria = Criteria(kinds=frozenset({"case_study"}))
    found = find_records(directory, text, criteria, None, limit=_LOOKED_AT)
    found = _nearest_first(directory, found, place)
    said = [] if found.records else ["nothing"]
    return matches_reply(directory, found, _SHAPE, place, guides("find_case_studies", said))


def _nearest_first(directory: Directory, found: FoundList, place: PlaceName | None) -> FoundList:
    """Puts the nearest of the most alike first, each with how far it is; elsewhere comes last."""
    if place is None or place.latitude is None or place.longitude is None:
        return found
    _, facts = directory.searchable()
    position = (place.latitude, place.longitude)
    far = {item.slug: _km(facts, item, position) for item in found.records}
    ordered = sorted(found.records, key=lambda item: far[item.slug])
    records = tuple(replace(item, notes=_far_said(far[item.slug], place)) for item in ordered)
    return replace(found, records=records)


def _km(facts: Facts, item: FoundRecord, position: tuple[float, float]) -> float:
    spot = facts.nearest_spot(facts.row_of[item.slug], position)
    return spot.km_from(position) if spot else float("inf")


def _far_said(km: float, place: PlaceName) -> tuple[str, ...]:
    if km == float("inf"):
        return ()
    miles = round(km * 0.621371)
    if miles < 1:
        return (f"How far: in or close to {place.name}",)
    return (f"How far: about {miles} {'mile' if miles == 1 else 'miles'} from {place.name}",)


_SHAPE = Shape(
    kind="case_study",
    heading="Others who have done it:",
    lines=("Where:", "What they did:", "How it was paid for:", "What they learned:"),
    nothing="I know of nobody who has done that. An adviser may know somebody you can talk to.",
)

TASK = Task(
    name="find_case_studies",
    title="finding others who have done it",
    opening="Let us see who has done it before.",
    wish=_WISH,
    says=_SAYS,
    questions=(
        Question(
            key="what",
            text="What would you like to do? Choose one, or say it in your own words.",
            again="In a few words, what is your plan: a pub, a library, a shop, something else?",
            read=read_matter,
            options=(
                Option("Save a pub", "buying and running a pub"),
                Option("Run a library", "library run by volunteers"),
                Option("A shop or cafe", "community shop or cafe"),
                Option("A hall or sports ground", "village hall, sports ground or leisure centre"),
                Option("Green energy", "community energy and solar panels"),
                Option("Something with transport", "community bus or minibus"),
            ),
            may_skip=False,
            called=("what", "plan", "idea"),
        ),
        place_question(
            "Where are you? I can put the nearest first.",
            "Which town or village do you live in or near?",
        ),
    ),
    has_enough=lambda answers: known(answers, "what") is not None,
    say_back=_say_back,
    answer=_answer,
    kind="case_study",
    joins=lambda found: found.of_kind == "case_study",
    take_first=_take_first,
    about_last="what",
)
