"""The parts of the project's spaCy pipeline: names by phrase, numbers by shape."""

# No `from __future__ import annotations`: spaCy reads the factories' annotations when it runs.

import re
from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from nlu.entities.dates import find_dates
from nlu.entities.found import Found
from nlu.entities.names import Name, key_of
from nlu.entities.numbers import find_ages, find_amounts, find_postcodes

_CUES = frozenset(("in", "near", "at", "from", "around", "within", "outside"))
_SEPARATORS = re.compile(r"[-\s]+")


class NamesPart:
    """Finds names of places and organisations, in any case, hyphens and apostrophes or not.

    A place name that is an ordinary word too counts only with a capital inside a sentence, after
    a word such as 'in' or 'near', or alone.
    """

    def __init__(self, nlp: Language) -> None:
        self._tokenizer = nlp.tokenizer
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._meant: dict[int, Name] = {}

    def add(self, names: Iterable[Name]) -> None:
        """Adds names to those looked for."""
        for name in names:
            key = f"{name.kind}:{key_of(name.text)}"
            self._matcher.add(key, [self._tokenizer(text) for text in _spellings(name.text)])
            self._meant[self._matcher.vocab.strings[key]] = name

    def __call__(self, doc: Doc) -> Doc:
        """Adds what is found to `doc._.found`."""
        for key, start, end in self._matcher(doc):
            name, span = self._meant[key], doc[start:end]
            if not name.is_word or _is_meant(doc, start, end):
                found = Found(name.kind, span.start_char, span.end_char, name.slug)
                doc._.found = [*doc._.found, found]
        return doc


class NumbersPart:
    """Finds postcodes, sums of money, dates and ages by their shape in the whole text."""

    def __init__(self) -> None:
        self.outcodes: frozenset[str] = frozenset()

    def __call__(self, doc: Doc) -> Doc:
        """Adds what is found to `doc._.found`."""
        doc._.found = [*doc._.found, *self._in(doc.text)]
        return doc

    def _in(self, text: str) -> Iterator[Found]:
        yield from find_postcodes(text, self.outcodes)
        yield from find_amounts(text)
        yield from find_dates(text)
        yield from find_ages(text)


@Language.factory("signpost_names")
def _names_part(nlp: Language, name: str) -> NamesPart:  # noqa: ARG001 - as spaCy calls it
    return NamesPart(nlp)


@Language.factory("signpost_numbers")
def _numbers_part(nlp: Language, name: str) -> NumbersPart:  # noqa: ARG001
    return NumbersPart()


def _spellings(name: str) -> list[str]:
    """Returns the ways to type a name: with and without hyphens, apostrophes and 'and'."""
    plain = {name, name.replace("'", ""), name.replace("'", "’")}
    plain |= {text.replace("&", "and") for text in plain}
    plain |= {re.sub(r"\band\b", "&", text) for text in plain}
    return sorted(plain | {_SEPARATORS.sub(" ", text) for text in plain})


def _is_meant(doc: Doc, start: int, end: int) -> bool:
    words = [token for token in doc if not token.is_punct and not token.is_space]
    if len(words) == end - start:
        return True
    if start == 0:
        return False
    return doc[start].text[:1].isupper() or doc[start - 1].lower_ in _CUES
