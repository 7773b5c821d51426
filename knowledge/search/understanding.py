"""Turns what a person typed into a query: place found, words mended, kind of record guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.gazetteer import Gazetteer, Mention, PlaceName
from knowledge.search.index import Query
from knowledge.search.mending import Mender
from knowledge.search.stories import how_clearly_asked, parts_of
from knowledge.search.words import related_stems, spelt_out, stems
from knowledge.spoken import as_written

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KIND_WORDS = {
    "fund": r"grants?|fund(?:s|ing|ed|ers?)?|money for|cash|pots? of money|sponsor\w*|bursar\w+",
    "opportunity": r"volunteer(?:ing)?|voluntering|help out|give (?:up )?(?:my|some|our) time"
    r"|spare time|lend a hand",
    "case_study": r"(?:anyone|anybody|other (?:groups|villages|places|people)) .{0,30}\b(?:done|did"
    r"|tried|managed|saved|bought|set up)|examples? of|case stud\w+|success stor\w+",
}
_KINDS = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _KIND_WORDS.items()
}
_DANGLING = re.compile(r"\b(?:in|near|at|around|from|of|for)\s*(?=$|[?.,!])", re.IGNORECASE)
_ON_BEHALF = re.compile(
    r"^\W*(?:(?:hi|hello|morning|afternoon)\b[\s,]+)?"
    r"(?:(?:(?:i|we)(?:'?ve|\s+have)?(?:\s+got)?|there(?:'s|\s+is)|got)\s+)?"
    r"(?:(?:a|an|the|my|this|another)\s+)?(?:(?:young|old|older|elderly)\s+)?"
    r"(?:resident|caller|customer|enquirer|visitor|lady|gentleman|gent|chap|bloke|man|woman|couple"
    r"|client|member of the public|someone|somebody|person)\b"
    r"(?:\s+(?:(?:in|from|at|near|on)\s+(?!the\b|my\b|our\b|reception\b)[\w'-]+"
    r"(?:\s+(?-i:[A-Z])[\w'-]+)*"
    r"|on the (?:line|phone)|(?:at|in) (?:the |my |our )?(?:front )?(?:desk|counter|reception"
    r"|window|office|foyer|hub)|in front of me|with me|(?:just )?(?:rang|called|came) in"
    r"|here|is|who|whose)\b)*[\s,:-]*"
    r"(?:(?:asking|asks|wants?|wanting|would like|enquiring|needs?|wondering|calling)\b"
    r"(?:\s+(?:to know|about|advice on|help with|information on))?)?"
    r"(?:\s+(?:if|whether)(?:\s+(?:they|he|she)\b)?)?[\s,:-]*",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"^.*\bi (?:actually |really )?(?:mean|meant)\b[\s,:-]*", re.IGNORECASE | re.DOTALL
)
_NOT_ABOUT = re.compile(
    r"^\W*(?:(?:it'?s|this is|i'?m|i am)\s+)?not\s+"
    r"(?:(?:asking\s+)?about\b[^,.;:?!]{2,60}|an?\b[^,.;:?!]{2,40}\s(?:question|query))"
    r"[,.;:]\s*(?:but\s+)?",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(
    r"^\W*(?:i|we|they|he|she)\s+(?:do\s*not|don'?t|does\s*not|doesn'?t|no|not)\s+"
    r"(?:want|need|mean)\b[^.;?!]{2,80}?[,;]\s*(?:(?:i|we)\s+)?(?:only|just|but|want|need)\b"
    r"(?:\s+(?:want|need)\b)?\s*",
    re.IGNORECASE,
)
_LEADS = ((_CORRECTED, 1), (_ON_BEHALF, 1), (_NOT_ABOUT, 2), (_NOT_WANTED, 2))
"""What may stand before the question itself, and how many words must be left without it."""


@dataclass(frozen=True)
class Understood:
    """What was understood of a message.

    Attributes:
        queries: The whole message first; for a long story its sentences and clauses after it.
        mentions: The places named in it, in order.
        kinds: The kinds of record that its words ask for.
    """

    queries: tuple[Query, ...]
    mentions: tuple[Mention, ...]
    kinds: frozenset[str]


class Understanding:
    """Makes queries for one index.

    Args:
        vocabulary: Plain words that are known to be spelt right.
        gazetteer: Finds the places.
        encode: Gives vectors of texts, shape `(n, 384)`.
    """

    def __init__(
        self,
        vocabulary: frozenset[str],
        gazetteer: Gazetteer,
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> None:
        self._gazetteer = gazetteer
        self._encode = encode
        self._mended = Mender(vocabulary, vocabulary | gazetteer.words).mended

    def of(self, text: str, place: PlaceName | None = None) -> Understood:
        """Reads a message.

        Args:
            text: What was typed.
            place: A place known from before; counts when the message names none.
        """
        text = as_written(text)
        mentions = tuple(self._gazetteer.find(text))
        districts = tuple(dict.fromkeys(name for item in mentions for name in item.districts))
        if not districts and place is not None:
            districts = place.districts
        kinds = frozenset(kind for kind, words in _KINDS.items() if words.search(text))
        direct = _direct(text)
        parts = [direct, *parts_of(direct)]
        bare = [
            self._without_places(part, mentions if part == text else self._gazetteer.find(part))
            for part in parts
        ]
        vectors = self._encode(bare)
        queries = tuple(
            self._query(part, short, vector, districts, kinds)
            for part, short, vector in zip(parts, bare, vectors, strict=True)
        )
        return Understood(queries, mentions, kinds)

    def _query(
        self,
        text: str,
        bare: str,
        vector: NDArray[np.float32],
        districts: tuple[str, ...],
        kinds: frozenset[str],
    ) -> Query:
        found = stems(spelt_out(self._mended(text)))
        return Query(
            text=bare,
            vector=vector,
            stems=tuple(found),
            related=tuple(related_stems(found)),
            districts=districts,
            counties=self._gazetteer.wider_areas(districts),
            kinds=kinds,
            asks=how_clearly_asked(text),
            said=text,
        )

    def _without_places(self, text: str, mentions: Sequence[Mention]) -> str:
        bare = text
        for mention in reversed(mentions):
            bare = f"{bare[: mention.start]} {bare[mention.end :]}"
        bare = _DANGLING.sub("", bare)
        if not stems(bare):
            bare = text
        return spelt_out(self._mended(bare))


def _direct(text: str) -> str:
    """Returns the question itself, without 'resident wants to know', 'no, I mean' and 'not a'."""
    for lead, fewest in _LEADS:
        rest = lead.sub("", text, count=1)
        if len(stems(rest)) >= fewest:
            text = rest
    return text
