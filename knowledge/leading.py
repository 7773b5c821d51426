"""Puts the asked-for fact first: the length for 'how long', the sum for 'how much'.

Chooses among the record's own sentences; writes nothing.
"""

from __future__ import annotations

import re

from knowledge.followups import is_bare
from knowledge.models import Guidance
from knowledge.search.words import stems

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£'])")
_TIME = re.compile(
    r"""\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|a)\s+
        (?:and\ a\ half\s+)?(?:working\s+)?(?:minute|hour|day|week|month|year)s?\b
    |\b\d{1,2}\ (?:January|February|March|April|May|June|July|August|September|October|November
        |December)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONEY = re.compile(r"£\s?\d|\b\d+p\b|\bfree\b|\bno (?:fee|charge|cost)\b|\d ?%", re.IGNORECASE)
_PRICE = re.compile(r"£\s?\d|\b\d+p\b|\bfree\b|\bno (?:fee|charge|cost)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b", re.IGNORECASE
)
_HOW_LONG = re.compile(
    r"""\bhow\ (?:long|soon|quick(?:ly)?|fast)\b|\bhw\ long\b|\bby\ when\b
    |\bhow\ many\ (?:days|weeks|months|years|hours)\b|\b(?:dead|time\ ?)(?:line|limit)s?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOW_MUCH = re.compile(
    r"""\bhow\ much\b|\bcosts?\b|\bfees?\b|\brate\b|\b(?:price|charge)\b
    |\b(?:maximum|most)\ (?:you|we|i|they)\ can\ (?:get|apply)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOW_MANY = re.compile(r"\bhow many\b|\bhow old\b|\b(?:minimum|what) age\b", re.IGNORECASE)
_SAYS_LITTLE = frozenset(
    stems(
        "take takes took get gets getting much many most need needs start say says happen next go"
    )
)
"""Stems that a sentence may share with a question and yet not answer it."""

_ASKS = ((_HOW_LONG, _TIME), (_HOW_MUCH, _MONEY), (_HOW_MANY, _NUMBER))


def leading_sentence(record: Guidance, question: str, *, is_on_screen: bool = False) -> str | None:
    """Returns the record's sentence that holds the fact a question asks for, or None.

    None too when the short answer, which comes first anyway, holds such a fact.

    Args:
        record: The answer.
        question: What was asked.
        is_on_screen: Whether the whole was read already: then the short answer is no more than
            another place where the fact may stand, and another question that names nothing gets
            the sentence that shares most with it.
    """
    wanted = next((fact for ask, fact in _ASKS if ask.search(question)), None)
    if is_on_screen:
        if wanted is None and not is_bare(question):
            return None
        wanted = _PRICE if wanted is _MONEY else wanted
        short = _SENTENCE.split(record.short_answer)
        asked = set(stems(question)) - (_SAYS_LITTLE if wanted is None else set())
    elif wanted is None or wanted.search(record.short_answer):
        return None
    else:
        short, asked = [], set(stems(question))
    limits = [f"{limit['what']}: {limit['length']}." for limit in record.time_limits]
    sentences = [*short, *_SENTENCE.split(record.answer), *(limits if wanted is _TIME else [])]
    shared = {sentence: len(asked & set(stems(sentence))) for sentence in sentences}
    fitting = [one for one in sentences if (wanted.search(one) if wanted else shared[one])]
    return max(fitting, key=lambda sentence: shared[sentence], default=None)
