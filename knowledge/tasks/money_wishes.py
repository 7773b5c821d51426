"""Whether a message that speaks of money wishes for some, for a group: only then a list fits.

A story of a grant that came, of a bid that needs a second pair of eyes, of a caller who wants a fee
first, or of one person's own need has the same words, and a list of funds is no answer to it.
"""

from __future__ import annotations

import re

_MONEY = re.compile(
    r"£|\b(?:grants?|fund(?:s|ing|ed|ers?|raise\w*|raising)?|money|cash|financ\w*|sponsor\w*"
    r"|donat\w*|lottery|bursar\w*|loans?|award|afford|costs?|price\w*|budget|skint|broke"
    r"|pay(?:s|ing)? for|paid for|pots?|raise|hard up|pounds?|quid|bids?)\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(
    r"\b(?:for|needs?|wants?|buy|mend|repairs?|fix|new|replace|leak\w*|broken?|build)\b",
    re.IGNORECASE,
)
_HELP_WITH_A_BID = re.compile(
    r"\b(?:help|look(?:s|ed|ing)? (?:over|at|through)|check|proof ?read|read|write"
    r"|writing|fill(?:ing)?(?: in| out)?|complet\w+|advice (?:on|about|with))\b.{0,40}"
    r"\b(?:bids?|applications?|(?:grant|funding|application|lottery) forms?|forms?)\b",
    re.IGNORECASE,
)
_CAME_TO_US = re.compile(
    r"\b(?:rang|rung|ring(?:s|ing)?|calls?|called|phoned?|texts?|texted|messaged?|e-?mail\w*|letter"
    r"|facebook|whatsapp|man|woman|someone|somebody)\b",
    re.IGNORECASE,
)
_FIRST_PAY = re.compile(
    r"\b(?:fee|sort code|bank details?|account (?:number|details)|up ?front|deposit|gift cards?"
    r"|release (?:it|the|our))\b",
    re.IGNORECASE,
)
_IS_IT_REAL = re.compile(
    r"\b(?:is (?:it|this|that|he|she) (?:real|genuine|legit\w*|true|a (?:scam|con))|scam\w*"
    r"|con ?m[ae]n|fraud\w*|too good to be true)\b",
    re.IGNORECASE,
)
_HAS_IT = re.compile(
    r"\b(?:(?:we|i|they)(?:'?ve| have| had)?(?: just| already| been| finally)*"
    r" (?:got|had|won|received|given|awarded) (?:a|an|the|some|our|their|£)"
    r"|(?:grant|funding|money|award|lottery)\b.{0,12}\b(?:came|has come|arrived|is in|was paid)"
    r"|left over|unspent|underspen\w*|turned (?:us|me|it) down|rejected|knocked (?:us )?back)",
    re.IGNORECASE,
)
_ONE_PERSON = re.compile(
    r"\b(?:my|our) (?:lad|son|daughter|girl|boy|mum|dad|nan|husband|wife|partner|kids?"
    r"|child(?:ren)?|boiler|cooker|fridge|washer|washing machine|rent|gas|electric|car|own)\b"
    r"|\b(?:for me|for myself|single (?:mum|dad|parent)|i'?m (?:disabled|a carer|on (?:my own"
    r"|benefits|universal credit|pip|a pension|pension credit)))\b",
    re.IGNORECASE,
)
_A_GROUP = re.compile(
    r"\b(?:groups?|clubs?|(?:our|registered|small|we are a) charit(?:y|ies)|teams?|committee"
    r"|association|society|choir|band|hall|(?:our|the|a|primary|village) school"
    r"|church|mosque|temple|cic|project|parish|scouts|guides|playgroup|we are|we run|we want"
    r"|we need|volunteers)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_A_STORY_WORDS = 20
_SURE_WITHOUT_A_WORD = 0.7


def wishes_for_money(text: str, confidence: float = 1.0) -> bool:
    """Says whether a message that was taken for a wish for funding is one that a list answers.

    Args:
        text: What was typed.
        confidence: How sure the engine is that it is about finding money, 0 to 1. Without any word
            of money or of need it must be quite sure.
    """
    is_need = bool(_MONEY.search(text) or _NEEDS.search(text))
    if not is_need and confidence < _SURE_WITHOUT_A_WORD:
        return False
    if _HELP_WITH_A_BID.search(text) or is_offered_for_a_fee(text):
        return False
    if _ONE_PERSON.search(text) and not _A_GROUP.search(text):
        return False
    return not (_HAS_IT.search(text) or _asks_something_else(text))


def is_offered_for_a_fee(text: str) -> bool:
    """Says whether somebody offers money and wants a fee or bank details first: a fraud."""
    return bool(_CAME_TO_US.search(text)) and bool(
        _FIRST_PAY.search(text) and (_IS_IT_REAL.search(text) or _MONEY.search(text))
    )


def _asks_something_else(text: str) -> bool:
    """Says whether a story ends in a question that has no word of money in it."""
    if len(text.split()) < _A_STORY_WORDS:
        return False
    last = _SENTENCE.split(text.strip())[-1]
    return last.endswith("?") and not _MONEY.search(last) and len(last.split()) < len(text.split())
