"""Readers that several tasks share: a place, an age, a sum of money, yes and no, a free phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.directory import Directory
from knowledge.doors import has_sure_answer
from knowledge.elsewhere import names_elsewhere
from knowledge.gazetteer import Mention
from knowledge.search.words import plain, stems
from knowledge.site import Site
from knowledge.tasks.frame import Answers, Option, Question, Trouble
from knowledge.tasks.words import is_question, says_no, says_not_known, says_skip, says_yes

_LONGEST_PHRASE_WORDS = 30
_FEW_WORDS = 6
_MOST_PLACE_WORDS = 14
_LIKE_AN_ANSWER = 0.55
PLACE_FILLERS = frozenset(
    stems(
        """live lives living based near nearer nearest nearby around round area town village place
        try look looking find found anything something anywhere somewhere got say said mean meant
        county district here close closer by within miles mile my postcode post code home house
        work moved move actually maybe probably think mostly mainly usually only side outside just
        between please sorry thanks ok yes no also still now not but though instead rather called
        small little big know well travel go get come am from us we our street road estate end"""
    )
)
"""Stems that stand beside a place and say nothing more."""

_WISHES = re.compile(
    r"""^(?:hi|hello|hey|please|ok|so|well|um|(?:a\ )?bit\ of|(?:i|we)\ fancy|fancy|keen
    |(?:i|we)(?:'?d|\ would)?\ (?:really\ )?(?:want|wants|like|love|need)
    |(?:i(?:'?m|\ am)?|we(?:'?re|\ are)?)\ (?:looking|hoping|trying|after|interested)
    |looking|hoping|interested|wanting|resident|client|caller|wants?|needs?
    |(?:can|could)\ (?:i|we|you)|help\ (?:me|us)|how\ (?:do|can)\ (?:i|we)
    |find(?:ing)?|get(?:ting)?|do(?:ing)?|to|for|at|in|into|some|any|a|an|the|with|there|is|are|be
    |me|us|and|also|something|anything|(?:help|helping)(?=\ (?:with|at|in))|volunteer(?:s|ing)?
    |voluntary|work(?=\ with)|money|funding|grants?|cash)\b[\s,]*
    |[\s,]+(?:please|thanks|thank\ you|volunteering|to\ volunteer|in|near|at|around|for|to|and
    |a)$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words at the ends of a wish that do not say what is wished for."""

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: value for value, word in enumerate(_NUMBER_WORDS.split())} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), start=3)
}
_TENS_AND_ONES = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -]"
    r"(one|two|three|four|five|six|seven|eight|nine)\b"
)
_AGE_SAID = re.compile(
    r"""\b(?:(?:im|i\ am|hes|shes|he\ is|she\ is|theyre|they\ are|he|she|aged?|just\ turned
        |turned|nearly|almost|only)[ ]
        (?:(?:only|just|nearly|almost|about|now)[ ])*(?P<one>\d{1,3})
        (?!\s*(?:miles?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|of\b|pounds?|km|people))
    |(?P<two>\d{1,3})[\s-]*(?:years?[\s-]*olds?|yrs?[\s-]*olds?|yo\b|y/o|years?\ of\ age)
    |(?P<three>\d{1,3})\ (?:and\ over|plus|or\ over|or\ older))\b""",
    re.VERBOSE,
)
_ADULT = re.compile(
    r"\b(?:adults?|grown ?ups?|retired|retiree|pensioner|over (?:18|21|30|40|50|60|65|70)|18\+"
    r"|18 plus"
    r"|in my (?:twenties|thirties|forties|fifties|sixties|seventies|eighties)|middle aged|old git"
    r"|old age pensioner|oap)\b"
)
_TEEN = re.compile(
    r"\b(?:under 16|under sixteen|schoolkid|school ?boy|school ?girl|year (?:7|8|9|10))\b"
)
ADULT, UNDER_16 = "18", "15"
_MOST_AGE = 120
_MONEY = re.compile(
    r"(?P<pound>£\s*)?(?P<sum>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>k\b|grand\b|thousand\b|million\b|m\b|hundred\b|quid\b|pounds?\b)?",
    re.IGNORECASE,
)
_UNITS = {"k": 1000, "grand": 1000, "thousand": 1000, "million": 1_000_000, "m": 1_000_000}
_ROUGHLY = (
    (r"\ba few hundred\b|\bcouple of hundred\b|\bseveral hundred\b", 500),
    (r"\b(?:a few|couple of|several) (?:thousand|grand)\b", 5000),
    (r"\ba hundred\b", 100),
    (r"\b(?:a|one) (?:thousand|grand)\b", 1000),
    (r"\btens of thousands\b", 50_000),
    (r"\bhundreds of thousands\b", 500_000),
)  # fmt: skip
_LARGEST_SUM_GBP = 100_000_000


def read_place(directory: Directory, text: str) -> str | Trouble | None:
    """Reads where, as an answer to 'where?': the slug of a place.

    A question counts only when the place is all that it asks about, as in 'what about Melton?'.
    """
    mentions = directory.search().gazetteer.find(text)
    if not mentions:
        return _unknown_place(directory, text)
    rest = set(stems(_without(text, mentions))) - PLACE_FILLERS
    if is_question(text):
        return None if rest else mentions[0].place.slug
    if len(rest) > 2 or len(text.split()) > _MOST_PLACE_WORDS:
        return None
    return mentions[0].place.slug


def notice_place(directory: Directory, text: str) -> str | None:
    """Reads where out of a message that says it unasked."""
    mentions = directory.search().gazetteer.find(text)
    return mentions[0].place.slug if mentions else None


def without_places(directory: Directory, text: str) -> str:
    """Returns the text without the places that it names."""
    return " ".join(_without(text, directory.search().gazetteer.find(text)).split())


def what_is_wished(directory: Directory, text: str, besides: Iterable[str] = ()) -> str:
    """Returns what a first message wishes for: the text without 'I want to', places and more.

    Args:
        directory: Knows the places.
        text: What was typed.
        besides: Patterns of what is read elsewhere, such as times; matched without case.
    """
    for mention in reversed(directory.search().gazetteer.find(text)):
        head = re.sub(r"\b(?:in|near|at|around|from|by|for|of|to)\s*$", "", text[: mention.start])
        text = f"{head} {text[mention.end :]}"
    for pattern in besides:
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    text = " ".join(text.split())
    before = None
    while before != text:
        before, text = text, _WISHES.sub("", text, count=1).strip(" ,.;:!?-")
    return text


def _without(text: str, mentions: list[Mention]) -> str:
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _unknown_place(directory: Directory, text: str) -> Trouble | None:
    """Says that a place is not known, where a few words can hardly be anything else."""
    if is_question(text) or names_elsewhere(text) or len(text.split()) > 4:
        return None
    if not stems(text) or any(
        says(text) for says in (says_skip, says_not_known, says_yes, says_no)
    ):
        return None
    hits = directory.search().find(text, limit=1).hits
    if hits and hits[0].likeness >= _LIKE_AN_ANSWER:
        return None
    return Trouble(
        "I do not know a place of that name. Please try a town or village close by, "
        "or the first half of your postcode."
    )


def place_question(text: str, again: str) -> Question:
    """Returns the question where, with the districts to tap; every task asks it alike."""
    return Question(
        key="place",
        text=text,
        again=again,
        read=read_place,
        notice=notice_place,
        options_here=district_options,
        called=("place", "area", "town", "village", "location", "where", "postcode", "district"),
    )


def district_options(directory: Directory, site: Site, _: Answers) -> tuple[Option, ...]:
    """Returns the districts of the county as answers to tap."""
    gazetteer = directory.search().gazetteer
    found = []
    for name in site.areas.districts:
        mentions = gazetteer.find(name)
        places = [place for item in mentions for place in item.places if place.name == name]
        district = next((place for place in places if place.kind == "district"), None)
        if district is not None:
            found.append(Option(name, district.slug))
    return tuple(found)


def numbers_in_figures(text: str) -> str:
    """Returns the plain text with number words up to ninety-nine written in figures."""

    def both(match: re.Match[str]) -> str:
        return str(_NUMBERS[match.group(1)] + _NUMBERS[match.group(2)])

    joined = _TENS_AND_ONES.sub(both, plain(text))
    return " ".join(str(_NUMBERS.get(word, word)) for word in joined.split())


def notice_age(_: Directory, text: str) -> str | None:
    """Reads an age in whole years that a message says unasked; '18' for an adult."""
    typed = numbers_in_figures(text)
    match = _AGE_SAID.search(typed)
    if match:
        return _age(match.group("one") or match.group("two") or match.group("three"))
    if _TEEN.search(typed):
        return UNDER_16
    return ADULT if _ADULT.search(typed) else None


def read_age(directory: Directory, text: str) -> str | None:
    """Reads an age in whole years, as an answer to 'how old?'; '18' for an adult."""
    found = notice_age(directory, text)
    if found or is_question(text):
        return found if not is_question(text) else None
    digits = re.findall(
        r"\b\d{1,3}\b(?! (?:miles?|km|hours?|minutes?)\b)", numbers_in_figures(text)
    )
    return _age(digits[0]) if len(digits) == 1 and len(text.split()) <= 6 else None


def _age(digits: str) -> str | None:
    return digits if 0 < int(digits) <= _MOST_AGE else None


def read_sum(_: Directory, text: str) -> int | None:
    """Reads a sum of money in whole pounds, as an answer to 'how much?'; the larger of two."""
    return None if is_question(text) else _sum(text, must_say_money=False)


def notice_sum(_: Directory, text: str) -> int | None:
    """Reads a sum of money in whole pounds that a message says unasked."""
    return _sum(text, must_say_money=True)


def _sum(text: str, *, must_say_money: bool) -> int | None:
    folded = text.lower()
    for pattern, value in _ROUGHLY:
        if re.search(pattern, folded):
            return value
    sums = []
    typed = " ".join(str(_NUMBERS.get(word, word)) for word in folded.split())
    for match in _MONEY.finditer(typed):
        unit = (match.group("unit") or "").rstrip("s")
        if must_say_money and not match.group("pound") and not unit:
            continue
        amount = float(match.group("sum").replace(",", ""))
        if amount > _LARGEST_SUM_GBP:
            continue
        factor = 100 if unit == "hundred" else _UNITS.get(unit, 1)
        sums.append(int(amount * factor))
    fitting = [value for value in sums if 0 < value <= _LARGEST_SUM_GBP]
    return max(fitting) if fitting else None


def read_yes_no(_: Directory, text: str) -> str | None:
    """Reads `yes` or `no`."""
    if says_yes(text):
        return "yes"
    return "no" if says_no(text) else None


def read_phrase(_: Directory, text: str) -> str | None:
    """Reads any short statement as it stands: for 'what would you like to do?'."""
    if is_question(text) or says_skip(text) or says_not_known(text):
        return None
    if says_yes(text) or says_no(text) or not stems(text):
        return None
    return text.strip() if len(text.split()) <= _LONGEST_PHRASE_WORDS else None


def read_matter(directory: Directory, text: str) -> str | None:
    """Reads what somebody wants in their own words; None for what one record surely answers.

    A few words are always taken: 'food bank' says what somebody would like to do, though there is
    guidance of that name.
    """
    said = read_phrase(directory, text)
    is_short = len(text.split()) <= _FEW_WORDS
    return said if said is None or is_short or not has_sure_answer(directory, text) else None
