"""Find volunteering: what, where, when, how old, and anything that should be thought of."""

from __future__ import annotations

import re

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.doors import is_ours
from knowledge.models import Opportunity
from knowledge.search.words import plain, stems
from knowledge.site import Site
from knowledge.tasks.frame import SKIPPED, Answers, Option, Question, Task, Value, known, known_list
from knowledge.tasks.matches import Criteria, Match, matches_reply, nearest_first
from knowledge.tasks.readers import (
    ADULT,
    UNDER_16,
    notice_age,
    place_question,
    read_age,
    read_phrase,
    without_places,
)
from knowledge.tasks.state import place_of
from knowledge.tasks.words import WISH_FILLERS, is_question, says_no

_ONLINE, _ONE_DAY, _TEAM, _CHILDREN = "online", "one_day", "team", "children"
_WHEN = {
    "weekdays": r"\bweek ?days?\b|\bday ?times?\b|\bin the (?:day|week)\b|\bmornings?\b"
    r"|\bafternoons?\b|\b(?:mon|tues|wednes|thurs|fri)days?\b|\bschool hours\b",
    "evenings": r"\bevenings?\b|\bnights?\b|\bafter (?:work|school|tea|6)\b",
    "weekends": r"\bweek ?ends?\b|\bsaturdays?\b|\bsundays?\b|\bsats?\b",
    _ONE_DAY: r"\b(?:just |only )?(?:one|a|1) (?:day|morning|afternoon)(?: only)?\b|\bone[- ]?off\b"
    r"|\bjust once\b|\bodd (?:day|saturday|hour)s?\b|\bnow and (?:then|again)\b"
    r"|\boccasional(?:ly)?\b"
    r"|\bno commitment\b|\bas and when\b",
    _ONLINE: r"\bon ?-?line\b|\bfrom home\b|\bat home\b|\bremote(?:ly)?\b|\bvirtual(?:ly)?\b"
    r"|\bon my (?:phone|computer|laptop)\b|\bcant get out\b|\bhousebound\b",
}
_WHO = {
    _TEAM: r"\b(?:company|work|staff|office|corporate|business|firms?|our|a) team\b|\bteam (?:day"
    r"|building)\b"
    r"|\bas a (?:company|team|firm|business)\b|\bcolleagues\b|\bcorporate\b|\bour (?:company"
    r"|firm)\b"
    r"|\bmy (?:company|firm|work(?:place)?|employer)s? (?:wants?|gives?|would)\b|\b\d+ staff\b",
    _CHILDREN: r"\bwith (?:my|the|our) (?:kids?|children|famil\w+|son|daughter|little ones?"
    r"|toddlers?"
    r"|grandchild\w*|\d+ year olds?)\b|\bas a family\b|\bfamily volunteering\b",
}
_CONSIDER = {
    "benefits": r"\bbenefits?\b|\buniversal credit\b|\buc\b|\bjob ?seekers?\b|\bjsa\b|\besa\b"
    r"|\bpip\b"
    r"|\bjob ?cent(?:re|er)\b|\bwork coach\b|\bclaiming\b",
    "record": r"\bcriminal\b|\brecord\b|\bconvict\w*\b|\bprison\b|\bprobation\b|\bcautions?\b"
    r"|\boffen[cd]\w*\b",
    "disability": r"\bdisab\w*\b|\bwheel ?chair\b|\bdeaf\b|\bblind\b|\bautis\w*\b|\bmobility\b"
    r"|\bill(?:ness)?\b|\bbad (?:back|knees?|hips?|leg)\b|\blearning difficult\w*\b|\bhealth\b",
    "confidence": r"\bconfiden\w*\b|\bnervous\b|\bshy\b|\banxi\w*\b|\bscared\b|\bworried\b"
    r"|\bmental health\b|\bdepress\w*\b|\bbeen off work\b|\bnever done\b|\blonely\b",
    "english": r"\benglish\b|\blanguage\b",
    "asylum": r"\basylum\b|\brefugee\b",
    "visa": r"\bvisa\b|\binternational student\b",
}
_GUIDES = {
    "benefits": "g-universal-credit",
    "record": "g-criminal-record",
    "disability": "g-disability",
    "confidence": "g-confidence",
    "english": "g-english",
    "asylum": "g-asylum",
    "visa": "g-visa",
    _ONE_DAY: "g-one-off",
    _ONLINE: "g-micro",
    _TEAM: "g-employer-volunteering",
    _CHILDREN: "g-under-16",
}
_WHEN_SAID = {
    "weekdays": "on weekdays",
    "evenings": "in the evening",
    "weekends": "at weekends",
    _ONE_DAY: "for one day",
    _ONLINE: "from home",
}
_FITS_WHEN = {
    "weekdays": r"\bweek ?day|\bmonday|\btuesday|\bwednesday|\bthursday|\bfriday|\bterm time\b",
    "evenings": r"\bevening|\bnight|\b6pm\b",
    "weekends": r"\bweekend|\bsaturday|\bsunday",
    _ONE_DAY: r"\bas much or as little\b|\bas often as you\b|\bwhenever you like\b|\bone morning"
    r"|\bpick sessions\b|\bdrop in\b",
}
_WHENEVER = re.compile(
    r"\b(?:flexible|as much or as little|as often as you|whenever you like|pick sessions"
    r"|drop in)\b",
    re.IGNORECASE,
)
_WISH = frozenset(("volunteer", "volunteering", "volunteers", "voluntary", "role", "roles"))
_NOTHING_TO_SAY = re.compile(
    r"^\W*(?:nothing|none|nope|no(?: nothing)?|not (?:really|that i know))\b"
)


def _notice_list(text: str, patterns: dict[str, str]) -> list[str] | None:
    typed = plain(text)
    found = [name for name, pattern in patterns.items() if re.search(pattern, typed)]
    return found or None


def _notice_when(_: Directory, text: str) -> list[str] | None:
    return _notice_list(text, _WHEN)


def _read_when(_: Directory, text: str) -> list[str] | None:
    return None if is_question(text) else _notice_list(text, _WHEN)


def _notice_consider(_: Directory, text: str) -> list[str] | None:
    return _notice_list(text, _CONSIDER)


def _read_consider(_: Directory, text: str) -> list[str] | None:
    if is_question(text):
        return None
    if says_no(text) or _NOTHING_TO_SAY.match(plain(text)):
        return []
    return _notice_list(text, _CONSIDER)


def _notice_who(_: Directory, text: str) -> list[str] | None:
    return _notice_list(text, _WHO)


def _take_first(directory: Directory, text: str) -> dict[str, Value]:
    """Takes the first message itself as the interest when more than a wish is left of it."""
    rest = plain(without_places(directory, text))
    for patterns in (_WHEN, _WHO, _CONSIDER):
        for pattern in patterns.values():
            rest = re.sub(pattern, " ", rest)
    says_more = set(stems(rest)) - WISH_FILLERS - set(stems(" ".join(_WISH)))
    return {"interest": text.strip()[:300]} if says_more else {}


def _read_interest(directory: Directory, text: str) -> str | None:
    said = read_phrase(directory, text)
    return None if said is None or is_ours(directory, text, 0.9) else said


def _has_enough(answers: Answers) -> bool:
    return any(known(answers, key) for key in ("interest", "place", "who"))


def _say_back(directory: Directory, answers: Answers) -> str:
    place = place_of(directory, answers)
    age = known(answers, "age")
    parts = [
        f"near {place.name}" if place else "",
        " or ".join(_WHEN_SAID.get(name, "") for name in known_list(answers, "when")),
        _age_said(str(age)) if age else "",
    ]
    said = ", ".join(part for part in parts if part)
    interest = str(known(answers, "interest") or "")
    what = f"volunteering ({interest})" if interest else "volunteering"
    return f"You are looking for {what}{' ' if said else ''}{said}." if said or interest else ""


def _age_said(age: str) -> str:
    if age == UNDER_16:
        return "for somebody under 16"
    return "" if int(age) >= int(ADULT) else f"for somebody aged {age}"


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    when = known_list(answers, "when")
    criteria = Criteria(
        kind="opportunity",
        text=str(known(answers, "interest") or ""),
        place=place_of(directory, answers),
        heading="Ways to volunteer that may suit:",
        lines=("With:", "When:", "Youngest age:", "Where:", "Can be done", "How to apply:"),
        keep=lambda record: _is_old_enough(record, answers),
        prefer=lambda record: _fits(record, when),
        lines_of=_checks,
    )
    guides = [_GUIDES[name] for name in _named(answers) if name in _GUIDES]
    if known(answers, "age") and int(str(known(answers, "age"))) < 16:
        guides.append("g-under-16")
    return matches_reply(directory, criteria, nearest_first(directory, criteria), guides)


def _named(answers: Answers) -> list[str]:
    return [name for key in ("consider", "who", "when") for name in known_list(answers, key)]


def _is_old_enough(record: Opportunity, answers: Answers) -> bool:
    age = known(answers, "age")
    return age is None or record.min_age is None or record.min_age <= int(str(age))


def _fits(record: Opportunity, when: list[str]) -> int:
    """Returns how well a role fits the wished time, 0 to 2."""
    if _ONLINE in when and record.remote:
        return 2
    said = record.commitment or ""
    if any(re.search(_FITS_WHEN[name], said, re.IGNORECASE) for name in when if name in _FITS_WHEN):
        return 2
    return 1 if when and _WHENEVER.search(said) else 0


def _checks(match: Match) -> list[str]:
    return [] if match.record.dbs else ["Checks: the page we saw does not say. Ask them."]


TASK = Task(
    name="find_volunteering",
    title="finding volunteering",
    opening="Let us find something that suits you.",
    wish=_WISH,
    questions=(
        Question(
            key="interest",
            text="What would you like to do? Choose one, or say it in your own words.",
            again="What sort of thing do you enjoy: being outdoors, animals, children, driving, or "
            "something else?",
            read=_read_interest,
            options=(
                Option("Outdoors and nature", "outdoors, nature and trees"),
                Option("Helping people", "helping and befriending people"),
                Option("Animals", "animals"),
                Option("Children and young people", "children and young people"),
                Option("Food banks", "food bank"),
                Option("History and libraries", "heritage, museums and libraries"),
            ),
            called=("interest", "activity", "thing", "role", "kind"),
        ),
        place_question(
            "Where are you? Tell me a town, a village or a postcode, and I can show the nearest.",
            "Which town or village do you live in or near? The first half of a postcode will do.",
        ),
        Question(
            key="when",
            text="When could you help?",
            again="Which times suit you: weekdays, evenings, weekends, one day only, or from home?",
            read=_read_when,
            notice=_notice_when,
            options=(
                Option("Weekdays", "weekdays"),
                Option("Evenings", "evenings"),
                Option("Weekends", "weekends"),
                Option("One day only", _ONE_DAY),
                Option("From home", _ONLINE),
            ),
            called=("when", "time", "day", "days", "hours"),
        ),
        Question(
            key="age",
            text="How old is the person who wants to help? Some roles have a lowest age.",
            again="Are you under 16, 16 or 17, or 18 or over?",
            read=read_age,
            notice=notice_age,
            options=(
                Option("Under 16", UNDER_16),
                Option("16 or 17", "16"),
                Option("18 or over", ADULT),
            ),
            called=("age", "old"),
        ),
        Question(
            key="consider",
            text="Is there anything that we should think of, such as benefits, a criminal record "
            "or a disability? You need not say.",
            again="Should I tell you about benefits, a criminal record, a disability, or building "
            "confidence? You can skip this.",
            read=_read_consider,
            notice=_notice_consider,
            options=(
                Option("I am on benefits", "benefits"),
                Option("I have a criminal record", "record"),
                Option("I have a disability or illness", "disability"),
                Option("I am not very confident", "confidence"),
                Option("Nothing", SKIPPED),
            ),
            called=("consider", "benefits", "record", "disability"),
        ),
        Question(
            key="who",
            text="Who would come with you?",
            again="Is it for you alone, with children, or for a team from work?",
            read=_notice_who,
            notice=_notice_who,
            is_wanted=lambda _: False,
            called=("who", "team", "children"),
        ),
    ),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=_answer,
    meanwhile="g-find-a-role",
    joins=lambda found: found.of_kind == "opportunity",
    take_first=_take_first,
)
