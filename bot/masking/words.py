"""Names and dates of birth: found by the words that announce them.

A name that nothing announces is not found. A word that only looks announced ('my name is on the
list', 'call me back') stays.
"""

from __future__ import annotations

import re

_WORD = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?"
_NAME = re.compile(rf"\s*({_WORD})")

_RELATIVES = (
    r"son|daughter|mum|mother|dad|father|husband|wife|partner|brother|sister|friend|child|baby"
    r"|neighbou?r|nan|gran|grandad|grandma|grandson|granddaughter|uncle|aunt|auntie|cousin|boss"
    r"|carer|teacher|landlord|landlady|boyfriend|girlfriend"
)
_KIND = r"(?:(?:first|full|last|real|own|maiden|given|sur)[ -]?)?"
_MY = rf"(?:my|his|her|(?:my|our|his|her) (?:{_RELATIVES})['’]?s)"
_ANNOUNCED = re.compile(
    rf"\b(?:{_MY} {_KIND}name(?:\s+(?:is|was)|['’]?s|\s*[:=])"
    r"|(?:full|first|last|sur) ?name\s*[:=]|^\s*name\s*[:=]"
    r"|(?:i am|i['’]?m|he is|he['’]s|she is|she['’]s) (?:called|named)"
    r"|(?:they|people|friends|everyone) (?:all )?call me"
    r"|(?:^|[.,;!?] *|(?:you can|please|just) )call me)(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE = r"(?:mr|mrs|ms|miss|mx)\.?"
_TITLED = re.compile(
    rf"\b((?i:i am|i['’]?m|this is|my name is) )(?i:{_TITLE})\s+((?:[A-Z][\w'’-]+)"
    r"(?:\s+[A-Z][\w'’-]+)?)"
)
_SPEAKING = re.compile(
    rf"\b((?i:this is|it['’]?s) )((?:{_WORD})(?:\s+{_WORD}){{0,2}})"
    r"(?=\s+(?i:speaking|calling|writing)\b)"
)
_SIGNED = re.compile(
    r"((?i:(?:kind|best|warm|warmest) (?:regards|wishes)|regards"
    r"|yours (?:sincerely|faithfully|truly)|signed)[,:]?\s+)"
    r"([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})(?=[\s.,!]*$)"
)

# After these words there is no name, or no more of one.
_NO_NAME_WORDS = """
a about after again aged all already also always am an and anonymous any anytime are as asap
at back based be because been before being between both but by can confidential could
currently do does doing done during everywhere first for friday from going gone had has have
having he helping her here hers hi him his how i i'm if im in into is it its i’m just later
live lives living looking maybe me mine missing monday my names near need needs never no
none not now of off old on only or our out over please private really saturday secret she
should so someone something soon spelled spelt still sunday taken than that the their them
then there they this thursday to today tomorrow tonight too trying tuesday under unknown
until up us used very via volunteering want wanted wants was we wednesday were what when
where which who why with without working would wrong yes you your
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_PARTICLE_WORDS = """
al ap ben bin bint da de den der di du el la le o st van von
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_MOST_WORDS = 4
REMOVED = "[name removed]"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:the\s+)?(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s./-]*(?:{_MONTH})(?:[\s.,/-]*(?:\d{{4}}|['’]?\d{{2}}))?"
    rf"|(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    r"|\d{1,2}[./ -]\d{1,2}[./ -](?:\d{4}|\d{2})"
    r"|\d{8}|\d{6})(?![\w/])"
)
_BORN = re.compile(
    r"(\b(?:d\.?o\.?b\.?|date\s+of\s+birth|birth\s*date"
    r"|(?:my|his|her|(?:son|daughter)['’]?s) birthday"
    rf"|(?:i was|i['’]m|he was|she was|was|were|child|son|daughter|baby) born|born on|born)"
    rf"\s*(?:is|was|:|=|-|on)?\s*(?:on\s+)?)(?:{_DATE})",
    re.IGNORECASE,
)


def mask_births(text: str) -> str:
    """Returns the text without dates that are said to be of a birth; a year alone stays."""
    return _BORN.sub(r"\1[date of birth removed]", text)


def mask_names(text: str) -> str:
    """Returns the text without the names of people that words announce."""
    text = _TITLED.sub(rf"\1{REMOVED}", text)
    text = _SPEAKING.sub(_spoken, text)
    text = _SIGNED.sub(rf"\1{REMOVED}", text)
    kept, last = [], 0
    for match in _ANNOUNCED.finditer(text):
        end = _end_of_name(text, match.end())
        if match.start() >= last and end > match.end():
            kept += [text[last : match.end()], f" {REMOVED}"]
            last = end
    return "".join([*kept, text[last:]])


def _spoken(match: re.Match[str]) -> str:
    if match[2].split()[0].casefold() in _NO_NAME:
        return match.group()
    return f"{match[1]}{REMOVED}"


def _end_of_name(text: str, start: int) -> int:
    """Returns where the name that begins at `start` ends, or `start` when there is none."""
    words: list[re.Match[str]] = []
    place = start
    while len(words) < _MOST_WORDS and (found := _NAME.match(text, place)):
        if found[1].rstrip(".").casefold() in _NO_NAME:
            break
        words.append(found)
        place = found.end()
    while words and not _belongs(text, words):
        words.pop()
    if not words:
        return start
    end = words[-1].end()
    return end - 1 if text[end - 1] == "." and len(words[-1][1]) > 3 else end


def _belongs(text: str, words: list[re.Match[str]]) -> bool:
    """Says whether the last of the words is still a part of the name.

    In capitals it is; in small letters the first word is, and a second that ends the sentence or
    stands before a word that cannot be of a name.
    """
    last = words[-1][1]
    if len(words) == 1:
        return True
    if words[-2][1].casefold() in _PARTICLES and len(words) < _MOST_WORDS:
        return True
    if last[0].isupper():
        return words[0][1][0].isupper() or len(words) == 2
    if words[0][1][0].isupper() or len(words) > 2:
        return False
    after = _NAME.match(text, words[-1].end())
    return after is None or after[1].casefold() in _NO_NAME
