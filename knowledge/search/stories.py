"""Parts of a long message, and which of them ask something.

Somebody who tells a story puts one question in it, often in the middle of a sentence. The whole is
a blur of all that was told, so each part is searched for by itself too.
"""

from __future__ import annotations

import re

from knowledge.search.words import raw_words, stems

_LONG_WORDS = 24
_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\s+(?:-|–|—)\s+")
_LONG_SENTENCE_WORDS = 15
_CLAUSE = re.compile(r",\s+|\s+(?=(?:and|but|so|because|cos|then|now)\b)", re.IGNORECASE)
_SHORTEST_CLAUSE_WORDS = 5
_SHORTEST_PART_WORDS = 4
_FEWEST_STEMS = 2
_MOST_PARTS = 12
_MARK = re.compile(r"\?\s*$")
_ASKING = re.compile(
    r"""^\W*(?:(?:and|so|but|now|then|because|right|ok|well|honestly)\s+)*
    (?:(?:can|could|do|does|is|are|should|will|would|may)\s+
        (?:i|we|you|they|he|she|it|there|our|my|a|an|the|somebody|anybody|someone|anyone)
    |who|where|how|what|which|when|why|any(?:one|body|thing|where)?|tell\ me)\b""",
    re.IGNORECASE | re.VERBOSE,
)

LEANING = frozenset(
    stems(
        """long take takes took get gets getting much many most cost costs fee charge charged price
        pay pays paid soon before after quick quickly often last lasts once start starts apply
        number ring ask asks say says need needs have old young left set sets sort back happen
        happens next first free worth allowed send write sign see offer go begin do thing sort real
        true right instead open hours days weeks months years"""
    )
)
"""Stems that ask something of what was named before: 'how long does it take to get one'."""


def how_clearly_asked(text: str) -> int:
    """Returns how many signs say that a text asks something: its mark, and how it begins.

    None count where it says too little by itself: 'how long have we got?' and 'where would I see
    what is on offer?' lean on what was told.
    """
    said = stems(text)
    if len(said) < _FEWEST_STEMS or set(said) <= LEANING:
        return 0
    return bool(_MARK.search(text)) + bool(_ASKING.search(text))


def parts_of(text: str) -> list[str]:
    """Returns the sentences of a long message, and the clauses of those that run on.

    Returns:
        At most twelve, in their order; of more, those that ask and then the last ones. None for a
        message that is short, or is all one part.
    """
    if len(raw_words(text)) < _LONG_WORDS:
        return []
    found: list[str] = []
    for sentence in _SENTENCE.split(text):
        found += [sentence.strip(), *_clauses(sentence.strip())]
    found = [part for part in found if _says_something(part)]
    if len(found) < 2:
        return []
    rows = range(len(found))
    kept = sorted(rows, key=lambda row: (how_clearly_asked(found[row]) > 0, row))[-_MOST_PARTS:]
    return [found[row] for row in sorted(kept)]


def _says_something(part: str) -> bool:
    said = stems(part)
    is_long = len(raw_words(part)) >= _SHORTEST_PART_WORDS and len(said) >= _FEWEST_STEMS
    return is_long and not set(said) <= LEANING


def _clauses(sentence: str) -> list[str]:
    """Returns the clauses of a sentence that runs on; a short one goes with what follows it."""
    if len(raw_words(sentence)) < _LONG_SENTENCE_WORDS:
        return []
    clauses: list[str] = []
    gathered = ""
    for piece in _CLAUSE.split(sentence):
        gathered = f"{gathered} {piece}".strip()
        if len(raw_words(gathered)) >= _SHORTEST_CLAUSE_WORDS:
            clauses.append(gathered)
            gathered = ""
    if gathered and clauses:
        clauses[-1] = f"{clauses[-1]} {gathered}"
    return clauses if len(clauses) > 1 else []
