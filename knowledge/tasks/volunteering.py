"""Find volunteering: what, where, when, how old, and anything that should be thought of."""

from __future__ import annotations

import re

from knowledge.directory import Directory
from knowledge.finding.criteria import KM_A_MILE
from knowledge.finding.reading import criteria_in
from knowledge.search.words import plain, stems
from knowledge.tasks.frame import (
    SKIPPED,
    Answers,
    Option,
    Question,
    Task,
    Value,
    known,
    known_list,
)
from knowledge.tasks.readers import (
    ADULT,
    UNDER_16,
    notice_age,
    place_question,
    read_age,
    read_matter,
    what_is_wished,
)
from knowledge.tasks.roles import ONE_DAY, ONLINE, roles_for
from knowledge.tasks.state import place_of
from knowledge.tasks.words import WISH_FILLERS, is_question, says_no

_TEAM, _CHILDREN = "team", "children"
_WHEN = {
    "weekdays": r"\bweek ?days?\b|\bday ?times?\b|\bin the (?:day|week)\b|\bmornings?\b"
    r"|\bafternoons?\b|\b(?:mon|tues|wednes|thurs|fri)days?\b|\bschool hours\b",
    "evenings": r"\bevenings?\b|\bnights?\b|\bafter (?:work|school|tea|6)\b",
    "weekends": r"\bweek ?ends?\b|\bsaturdays?\b|\bsundays?\b|\bsats?\b",
    ONE_DAY: r"\b(?:just |only )?(?:one|a|1) (?:day|morning|afternoon)(?: only)?\b|\bone[- ]?off\b"
    r"|\bjust once\b|\bodd (?:day|saturday|hour)s?\b|\bnow and (?:then|again)\b"
    r"|\boccasional(?:ly)?\b"
    r"|\bno commitment\b|\bas and when\b",
    ONLINE: r"\bon ?-?line\b|\bfrom home\b|\bat home\b|\bremote(?:ly)?\b|\bvirtual(?:ly)?\b"
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
    "dofe": r"\bduke of edinburghs?(?: award)?\b|\bdofe\b|\bd of e\b",
}
_WHEN_SAID = {
    "weekdays": "on weekdays",
    "evenings": "in the evening",
    "weekends": "at weekends",
    ONE_DAY: "for one day",
    ONLINE: "from home",
}
_WISH = frozenset(
    (
        "volunteer", "volunteering", "volunteers", "voluntary", "voluntary work",
        "volunteer role", "volunteering jobs", "volunteer placement", "volunteer position",
    )
)  # fmt: skip

_MOST_WORDS_SAID_BACK = 7
_SOMETHING = re.compile(
    r"\b(?:something|anything|a role|one) (?:with|like|to do with|involving|around|about)"
    r" (?P<what>[^,.;?!]{3,60})",
    re.IGNORECASE,
)
_OTHERS_AGE = (
    r"\b(?:my|our) (?:son|daughter|lad|girl|boy|child|grandson|granddaughter|teenager)\b"
    r"|\b(?:i'?m|i am|he'?s|she'?s|he is|she is|aged?) (?:only )?\d{1,2}\b"
    r"|\b\d{1,2}[ -]years?[ -]olds?\b|\b(?:(?:he|she|who|and) )?lives?\b"
    r"|\b(?:(?:he|she) )?needs\b"
)
_A_FEW_WORDS = 3
_SAYS_IT = 0.9
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


def _notice_far(_: Directory, text: str) -> int | None:
    """Reads how far somebody can go, in whole miles, at least one."""
    km = criteria_in(text).within_km
    return None if km is None else max(1, round(km / KM_A_MILE))


def _notice_who(_: Directory, text: str) -> list[str] | None:
    return _notice_list(text, _WHO)


def _notice_interest(directory: Directory, text: str) -> str | None:
    """Reads 'something with old people', and a word or two that a role is known by: 'animals'."""
    said = _SOMETHING.search(text)
    if said:
        return said.group("what").strip(" .!")
    if is_question(text) or len(text.split()) > _A_FEW_WORDS or not read_matter(directory, text):
        return None
    hits = directory.search().find(text, limit=1).hits
    is_role = bool(hits) and hits[0].kind == "opportunity" and hits[0].covered >= _SAYS_IT
    return text.strip() if is_role else None


def _take_first(directory: Directory, text: str) -> dict[str, Value]:
    """Takes what is left of the first message without the wish, times and the like."""
    interest = what_is_wished(
        directory, text, (*_WHEN.values(), *_WHO.values(), *_CONSIDER.values(), _OTHERS_AGE)
    )
    rest = set(stems(interest)) - WISH_FILLERS - set(stems(" ".join(_WISH)))
    return {"interest": interest[:300]} if rest else {}


def _has_enough(answers: Answers) -> bool:
    return any(known(answers, key) for key in ("interest", "place", "who"))


def _say_back(directory: Directory, answers: Answers) -> str:
    place = place_of(directory, answers)
    age = known(answers, "age")
    parts = [
        _near_said(place.name, answers) if place else "",
        " or ".join(_WHEN_SAID.get(name, "") for name in known_list(answers, "when")),
        _age_said(str(age)) if age else "",
    ]
    said = ", ".join(part for part in parts if part)
    interest = str(known(answers, "interest") or "")
    interest = re.split(r"[,;.]", interest)[0].strip()
    if len(interest.split()) > _MOST_WORDS_SAID_BACK:
        interest = ""
    what = f"volunteering ({interest})" if interest else "volunteering"
    return f"You are looking for {what}{' ' if said else ''}{said}." if said or interest else ""


def _near_said(name: str, answers: Answers) -> str:
    far = known(answers, "far")
    miles = "mile" if far == 1 else "miles"
    return f"within {far} {miles} of {name}" if far else f"near {name}"


def _age_said(age: str) -> str:
    if age == UNDER_16:
        return "for somebody under 16"
    return "" if int(age) >= int(ADULT) else f"for somebody aged {age}"


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
            read=lambda directory, text: (
                _notice_interest(directory, text) or read_matter(directory, text)
            ),
            notice=_notice_interest,
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
                Option("One day only", ONE_DAY),
                Option("From home", ONLINE),
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
            key="far",
            text="How far could you go?",
            again="How many miles could you go?",
            read=_notice_far,
            notice=_notice_far,
            is_wanted=lambda _: False,
            called=("far", "distance", "miles"),
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
    answer=roles_for,
    kind="opportunity",
    joins=lambda found: found.of_kind == "opportunity",
    heeds=("age", "consider", "who"),
    take_first=_take_first,
)
