"""Chooses legal forms for a group by rules that stand as data in `choose-structure.yml`.

Deterministic: the same answers always give the same forms in the same order. An answer rules a form
out, or speaks for or against it; what is not known does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.tasks.frame import Answers, known
from knowledge.tasks.questions import words_of

FILE = "choose-structure"
"""The file of the questions and the rules."""

KEYS = ("profit", "charity", "risk", "money", "control")
"""The questions, in the order they are asked."""

MOST_FORMS = 3
"""How many forms are compared."""

_FEWEST_FORMS = 2
_FAR_BEHIND = 5
_MOST_REASONS = 2


@dataclass(frozen=True)
class Suited:
    """A form that suits, and why.

    Attributes:
        slug: The record of the form.
        reasons: Why it suits, by the answers given; parts of a sentence; may be empty.
        careful: What speaks against it, by the answers given; parts of a sentence.
        next_step: What to do first.
        guide: Slug of the record that says how.
    """

    slug: str
    reasons: tuple[str, ...]
    careful: tuple[str, ...]
    next_step: str
    guide: str


def contradicts(answers: Answers) -> bool:
    """Says whether the answers cannot both hold: no charity may share out its profit."""
    return known(answers, "charity") == "yes" and known(answers, "profit") == "share"


def suited(answers: Answers) -> tuple[Suited, ...]:
    """Returns two or three forms, the best first.

    Args:
        answers: The answers so far, by the keys of `KEYS`; those missing or open count for nothing.
            Where two contradict each other, the wish to be a charity counts.
    """
    given = {f"{key}.{known(answers, key)}" for key in KEYS if known(answers, key) is not None}
    if contradicts(answers):
        given.remove("profit.share")
    forms = words_of(FILE)["forms"]
    points = {
        slug: rule["start"] + sum(rule["fits"].get(answer, 0) for answer in given)
        for slug, rule in forms.items()
        if not given.intersection(rule["never"])
    }
    ranked = sorted(points, key=lambda slug: -points[slug])
    chosen = _one_of_each_family(ranked, forms)
    close = [slug for slug in chosen if points[slug] > points[chosen[0]] - _FAR_BEHIND]
    kept = close if len(close) >= _FEWEST_FORMS else chosen[:_FEWEST_FORMS]
    return tuple(_suited(slug, forms[slug], given) for slug in kept[:MOST_FORMS])


def _one_of_each_family(ranked: list[str], forms: dict[str, Any]) -> list[str]:
    """Leaves out the second CIO or CIC, as long as two forms remain to compare."""
    seen: set[str] = set()
    first: list[str] = []
    for slug in ranked:
        family = forms[slug].get("family", slug)
        if family not in seen:
            first.append(slug)
        seen.add(family)
    return first if len(first) >= _FEWEST_FORMS else ranked


def _suited(slug: str, rule: dict[str, Any], given: set[str]) -> Suited:
    return Suited(
        slug,
        _said(rule.get("because", {}), given)[:_MOST_REASONS],
        _said(rule.get("careful", {}), given)[:_MOST_REASONS],
        rule["next"],
        rule["guide"],
    )


def _said(texts: dict[str, str], given: set[str]) -> tuple[str, ...]:
    return tuple(text.strip() for answer, text in texts.items() if answer in given)
