"""Finds roles for a volunteer: near enough, old enough, at the times that suit."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.finding.criteria import KM_A_MILE, Criteria
from knowledge.finding.records import FoundList, find_records
from knowledge.gazetteer import PlaceName
from knowledge.models import Opportunity, Record
from knowledge.site import Site
from knowledge.tasks.frame import Answers, is_known, known, known_list
from knowledge.tasks.guides import guides
from knowledge.tasks.matches import MOST_SHOWN, Shape, matches_reply
from knowledge.tasks.readers import ADULT, UNDER_16
from knowledge.tasks.state import place_of

ONLINE, ONE_DAY = "online", "one_day"

_NEAR_KM = 10 * KM_A_MILE
"""How far is near for a volunteer: about ten miles."""
_LOOKED_AT = 12
_OTHERS = "These are others that look for helpers."
_FITS_WHEN = {
    "weekdays": r"\bweek ?day|\bmonday|\btuesday|\bwednesday|\bthursday|\bfriday|\bterm time\b",
    "evenings": r"\bevening|\bnight|\b6pm\b",
    "weekends": r"\bweekend|\bsaturday|\bsunday",
    ONE_DAY: r"\bas much or as little\b|\bas often as you\b|\bwhenever you like\b|\bone morning"
    r"|\bpick sessions\b|\bdrop in\b",
}
_WHENEVER = re.compile(
    r"\b(?:flexible|as much or as little|as often as you|whenever you like|pick sessions"
    r"|drop in)\b",
    re.IGNORECASE,
)
_SHAPE = Shape(
    kind="opportunity",
    heading="Ways to volunteer that may suit:",
    lines=("With:", "When:", "Youngest age:", "Where:", "Can be done", "How to apply:"),
    note="Where no check or age is given, the page we saw does not say: ask them.",
    nothing="I know of nothing that fits. A person can look further for you.",
)


def roles_for(directory: Directory, _: Site, answers: Answers) -> Answer:
    """Lists roles for what is known of a volunteer; a dead end shows others, and says so."""
    place = place_of(directory, answers)
    said = _named(answers)
    when = known_list(answers, "when")
    text = str(known(answers, "interest") or "")
    most = _LOOKED_AT if when else MOST_SHOWN
    found = find_records(directory, text, _criteria(answers, place), place, limit=most)
    if not found.records and text:
        found = _whatever_is_near(directory, found, _criteria(answers, place), place)
    age = known(answers, "age")
    if age is not None and int(str(age)) <= int(UNDER_16):
        said.insert(0, "under_16")
    found = _fitting_times_first(directory, found, when)
    return matches_reply(directory, found, _SHAPE, place, guides("find_volunteering", said))


def _criteria(answers: Answers, place: PlaceName | None) -> Criteria:
    when = known_list(answers, "when")
    age = known(answers, "age")
    days = [*(range(5) if "weekdays" in when else ()), *((5, 6) if "weekends" in when else ())]
    is_child = age is not None and int(str(age)) < int(ADULT)
    return Criteria(
        kinds=frozenset({"opportunity"}),
        is_near=place is not None and (place.kind != "district" or is_known(answers, "far")),
        within_km=_reach_km(answers) if place is not None else None,
        age=int(str(age)) if is_child else None,
        days=frozenset(days),
        parts=frozenset({"evening"} if when == ["evenings"] else ()),
        is_online=ONLINE in when,
    )


def _reach_km(answers: Answers) -> float:
    far = known(answers, "far")
    return int(str(far)) * KM_A_MILE if far else _NEAR_KM


def _whatever_is_near(
    directory: Directory, missed: FoundList, criteria: Criteria, place: PlaceName | None
) -> FoundList:
    """Looks without the resident's words, and says so: a dead end is no answer."""
    found = find_records(directory, "", criteria, place, limit=_LOOKED_AT)
    nothing = missed.said.replace("I found nothing", "I found nothing just like that")
    return replace(found, said=f"{nothing} {_OTHERS}")


def _fitting_times_first(directory: Directory, found: FoundList, when: list[str]) -> FoundList:
    """Puts first what says that it fits: a role for one day has no timetable to go by."""
    records = {record.slug: record for record in directory.records(found.slugs)}
    ordered = sorted(
        (item for item in found.records if item.slug in records),
        key=lambda item: -_fits(records[item.slug], when),
    )
    # What was said counts the records in another order; each says itself what is not known of it.
    is_mixed = found.step == "maybe" and any(item.is_sure for item in found.records)
    return replace(found, records=tuple(ordered), said="" if when and is_mixed else found.said)


def _named(answers: Answers) -> list[str]:
    return [name for key in ("consider", "who", "when") for name in known_list(answers, key)]


def _fits(record: Record, when: list[str]) -> int:
    """Returns how well a role fits the wished time, 0 to 2."""
    said = (record.commitment or "") if isinstance(record, Opportunity) else ""
    if any(re.search(_FITS_WHEN[name], said, re.IGNORECASE) for name in when if name in _FITS_WHEN):
        return 2
    return 1 if when and _WHENEVER.search(said) else 0
