"""Reads from a fund's own words who may apply, and says what fits and what is still missing.

Chooses among the record's words; decides nothing for the funder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.models import Fund
from knowledge.search.words import stems

_CLAUSES = re.compile(r"(?<=[.;])\s+|\.$")
_DENIAL = re.compile(r"^\W*(?:not|no|never)\b|\bcannot apply\b|\bmay not apply\b", re.IGNORECASE)
_KINDS: dict[str, tuple[str, str]] = {
    "group": (
        "a group or club",
        r"\b(?:groups?|clubs?|associations?|societies|community organisations?|voluntary"
        r"|not-for-profits?|nonprofits?|(?<!health )organisations?|ptas?|halls?|anyone)\b",
    ),
    "charity": (
        "a registered charity",
        r"\b(?:charit(?:y|ies|able)|not-for-profits?|voluntary|groups?|clubs?"
        r"|(?<!health )organisations?|anyone)\b",
    ),
    "cic": (
        "a CIC or social enterprise",
        r"\b(?:cics?|community interest|social (?:enterprises?|business(?:es)?)"
        r"|community business(?:es)?|not-for-profits?|co-operatives?|companies|anyone)\b",
    ),
    "person": (
        "one person",
        r"\b(?:individuals?|persons?|residents?(?!')|famil(?:y|ies)|households?|anyone)\b"
        r"|^(?:children and )?(?:young )?people\b|\bgroups and people\b",
    ),
    "parish": (
        "a parish or town council",
        r"\b(?:parish(?:es)?|town councils?|(?<!city )(?<!county )(?<!district )councils?"
        r"|public bodies)\b",
    ),
    "school": ("a school", r"\b(?:schools?|academ(?:y|ies)|colleges?|nurser(?:y|ies))\b"),
    "informal": (
        "a group without a constitution",
        r"\b(?:informal|unconstituted|no constitution|individuals?|anyone|residents?)\b",
    ),
}
_OWN_WORDS = {
    "group": r"^\W*(?:groups?|clubs?)\b",
    "charity": r"^\W*charities\b",
    "cic": r"\b(?:cics?|social enterprises?)\b(?! with)",
    "person": r"\bindividuals?\b|\bfamilies on their own\b|\bone person\b|\bpeople on their own\b",
    "parish": r"\b(?:parish|town) councils?\b|^\W*councils?\b|\bnot councils\b",
    "school": r"\bschools?\b(?! sites?)",
    "informal": r"\bindividuals? only\b",
}
"""Narrow words for a kind, for where a fund says no."""

_NEEDS: tuple[tuple[str, str], ...] = (
    (r"\bbank account\b", "a bank account in your group's name"),
    (
        r"\b(?:unrelated|unconnected) (?:committee|trustees)",
        "committee members who are not related",
    ),
    (r"\bbank signatories\b", "two people to sign for the bank account"),
    (r"\bsafeguarding\b", "a safeguarding policy"),
    (r"\bdissolution clause\b", "a constitution that says what happens if you close"),
)
"""What funds ask for again and again, and how it is said here."""

_QUOTED = re.compile(
    r"\bincome (?:of|under|below|between)? ?£[\d,]*\d(?: or less| to £[\d,]*\d)?"
    r"|\b£[\d,]+ to £[\d,]+ income\b"
    r"|\b(?:two|three|several|\d+) years (?:old|of (?:accounts|history))\b"
    r"|\bthe site owned or leased for [a-z]+ years\b|\b[a-z]+ years' (?:lease|tenure)\b"
    r"|\bone Co-op member\b|\bbacked by [^,.;]+|\bwithin \d+ miles of [^,.;]+"
    r"|\bmust have been a member for [a-z ]+\b|\bthrough (?:a|the) [^,.;]+",
    re.IGNORECASE,
)
_DENIED_AT_ALL = re.compile(r"\bnot a fund you apply to\b|\bby invitation only\b", re.IGNORECASE)
_MUCH_MORE = 1.25


class Fit(StrEnum):
    """What a fund's words say about one kind of applicant."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Eligible:
    """How a fund fits an applicant.

    Attributes:
        fit: What its words say about their kind.
        why: What speaks for it, in short lines.
        needs: What they ask of those who apply, in short lines.
        missing: What is still to be met or to be asked, in short lines.
    """

    fit: Fit
    why: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def applicant(kind: str) -> str:
    """Returns a kind of applicant in words; an unknown one as it stands."""
    return _KINDS[kind][0] if kind in _KINDS else kind


def fit_of(fund: Fund, kind: str) -> Fit:
    """Reads whether a kind of applicant may apply, from who can and from what it is not for."""
    if _DENIED_AT_ALL.search(fund.who_can_apply):
        return Fit.NO
    words = re.compile(_KINDS[kind][1], re.IGNORECASE) if kind in _KINDS else None
    if words is None:
        return Fit.UNSAID
    own = re.compile(_OWN_WORDS[kind], re.IGNORECASE)
    said = Fit.UNSAID
    for clause in filter(None, _CLAUSES.split(fund.who_can_apply)):
        if _is_denial(clause):
            if own.search(clause):
                return Fit.NO
        elif words.search(clause):
            said = Fit.YES
    if own.search(re.sub(r"\bunless\b[^;.]*", "", fund.not_for or "")):
        return Fit.NO
    # Money for groups is no money for one person, said or not.
    return Fit.NO if kind == "person" and said is Fit.UNSAID else said


def eligible(fund: Fund, kind: str | None, amount_gbp: int | None) -> Eligible:
    """Says how a fund fits: why, and what is missing.

    Args:
        fund: The fund.
        kind: The kind of applicant, a key of the task's options; None when not known.
        amount_gbp: What they need, in whole pounds; None when not known.
    """
    fit = fit_of(fund, kind) if kind else Fit.UNSAID
    why, missing = [], []
    if kind and fit is Fit.YES:
        why.append(f"it takes applications from {applicant(kind)}")
    elif kind == "informal" and re.search(r"\bconstitut", fund.who_can_apply, re.IGNORECASE):
        missing.append("your group would need a constitution first")
    elif kind and fit is Fit.UNSAID:
        missing.append(f"ask whether {applicant(kind)} can apply: the page we saw does not say")
    reason, lack = _amount(fund, amount_gbp)
    why += [reason] if reason else []
    missing += [lack] if lack else []
    return Eligible(fit, tuple(why), tuple(_needs(fund)), tuple(missing))


def is_out_of_reach(fund: Fund, amount_gbp: int | None) -> bool:
    """Says whether a fund gives only sums far above what is needed, so that it cannot help."""
    least = fund.min_amount_gbp
    return amount_gbp is not None and least is not None and least > _MUCH_MORE * amount_gbp


def _amount(fund: Fund, amount_gbp: int | None) -> tuple[str, str]:
    most, least = fund.max_amount_gbp, fund.min_amount_gbp
    if amount_gbp is None or most is None:
        return "", ""
    if amount_gbp > most:
        rest = amount_gbp - most
        return "", f"it gives up to £{most:,}: you would need £{rest:,} from somewhere else"
    if least is not None and least > amount_gbp:
        return "", f"it gives £{least:,} or more: that is more than you need"
    return f"£{amount_gbp:,} is within what it gives", ""


def _needs(fund: Fund) -> list[str]:
    """Returns what a fund asks of those who apply, as far as its words say it plainly."""
    text = fund.who_can_apply
    found = [said for pattern, said in _NEEDS if re.search(pattern, text, re.IGNORECASE)]
    return [*found, *(match.group().strip() for match in _QUOTED.finditer(text))][:4]


def is_not_for(fund: Fund, text: str) -> bool:
    """Says whether a fund names the very thing that is asked for among what it is not for."""
    asked = set(stems(text))
    items = re.split(r"[,;.]| and ", fund.not_for or "")
    return any(set(stems(item)) <= asked for item in items if stems(item))


def _is_denial(clause: str) -> bool:
    """Says whether a clause says who may not apply."""
    text = re.sub(r"\bnot[- ]for[- ]profit", "", clause, flags=re.IGNORECASE)
    return bool(_DENIAL.search(text))
