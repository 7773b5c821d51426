"""Tells a message about a place that is to close or be sold from a question about the rules."""

from __future__ import annotations

import re

from knowledge.search.words import plain

_MOST_WORDS = 25
_PLACES = (
    r"(?:pubs?|boozer|inn|shop|post office|hall|library|field|park|car park|green|church|chapel"
    r"|club|cinema|theatre|community cent(?:re|er)|pavilion|allotments|building|land|school|woods?"
    r"|toilets|orchard|pitch|ground|our local)"
)
_ENDS = (
    r"(?:clos(?:e|ing|ed|ure)|shut(?:ting)?(?: down| of)?|sell(?:ing)?(?: off)?|sold|flog(?:ging)?"
    r"|demolish\w*|knock(?:ing)? down|knocked down|los(?:e|ing)|for sale|sale of|under threat"
    r"|threatened|get(?:ting)? rid of|wants? rid|converted|turn(?:ed|ing)? into|pulled down"
    r"|auctioned|on the market|going to auction)"
)
_THREATENED = re.compile(rf"\b{_ENDS}\b.{{0,60}}\b{_PLACES}\b|\b{_PLACES}\b.{{0,60}}\b{_ENDS}\b")
_WHAT_NOW = re.compile(
    r"""\b(?:(?:is\ there\ )?(?:anything|owt|something|nothing)\ (?:that\ )?(?:we|i|they)\ can\ do
    |(?:can|could)\ (?:we|i|they|you|anyone|the\ village)\ (?:do\ (?:owt|anything|something)|help
        |stop|save|fight|block|prevent|rescue|keep)
    |what\ (?:can|could|do|should|shall)\ (?:we|i|they)\ do|what\ now|what\ next
    |how\ (?:do|can|could)\ (?:we|i|they)\ (?:stop|save|fight|block|prevent|rescue|keep)
    |what\ are\ (?:our|my|their)\ (?:options|rights)|where\ do\ (?:we|i|they)\ (?:start|begin)
    |any\ ideas|any\ advice)\b""",
    re.VERBOSE,
)
_ELSE = re.compile(
    r"""\b(?:what|how|when|why|who|which|does|do|did|is\ (?:it|there|our|the)|are\ (?:we|there|they)
    |can|could|should|will|would|volunteer\w*|grants?|funding|raise|money|road|opening\ hours|time
    |too\ late|is\ that|is\ this|long\ ago|our\ house|my\ house|compensation)\b""",
    re.VERBOSE,
)


def is_threatened(text: str) -> bool:
    """Says whether a message tells of a place that is to close or be sold.

    It may ask what can be done about it, and nothing else: 'our pub is for sale, can we stop it?'.
    """
    typed = plain(text)
    if len(typed.split()) > _MOST_WORDS or not _THREATENED.search(typed):
        return False
    rest = _WHAT_NOW.sub(" ", typed)
    return not _ELSE.search(rest) and ("?" not in rest or rest != typed)
