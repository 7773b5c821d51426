"""The standard's terms for our own words.

Knows the words of `terms.yml` and nothing of opportunities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

VOCABULARY = "https://ns.volunteeringdata.io/"
"""What every term of the standard begins with."""

_FILE = Path(__file__).parent / "terms.yml"


@dataclass(frozen=True)
class Terms:
    """Which term stands for which word, by lower-case word.

    Attributes:
        causes: What an organisation works for.
        skills: What a volunteer should be able to do.
        requirements: Skills of ours that the standard counts among requirements.
        without_term: Words that have no term.
    """

    causes: dict[str, tuple[str, ...]]
    skills: dict[str, tuple[str, ...]]
    requirements: dict[str, tuple[str, ...]]
    without_term: frozenset[str]

    def unknown(self, words: Iterable[str]) -> list[str]:
        """Returns the words that nobody has looked up in the standard yet, in their order."""
        known = self.causes.keys() | self.skills.keys() | self.requirements.keys()
        return [
            word
            for word in words
            if word.lower() not in known and word.lower() not in self.without_term
        ]


@lru_cache(maxsize=1)
def read_terms() -> Terms:
    """Reads the file of terms, once a process."""
    data = yaml.safe_load(_FILE.read_text("utf-8"))
    tables = {
        name: {word.lower(): tuple(terms) for word, terms in data[name].items()}
        for name in ("causes", "skills", "requirements")
    }
    return Terms(**tables, without_term=frozenset(word.lower() for word in data["without_term"]))


def addresses(table: dict[str, tuple[str, ...]], words: Iterable[str]) -> list[str]:
    """Returns the addresses of the terms for these words, each once, in the order of the words."""
    names = (name for word in words for name in table.get(word.lower(), ()))
    return [f"{VOCABULARY}{name}" for name in dict.fromkeys(names)]
