"""Says in plain words who has funded what: for the assistant, the command and whoever copies it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from knowledge.freshness import date_in_words
from knowledge.grants.found import EVERYWHERE, Example, Funder, FundersFound

PROMISE = "These are past grants and no promise: ask each funder what it gives for now."


def said(found: FundersFound) -> list[str]:
    """Returns the answer as lines of text: where was looked, the funders, and what it rests on."""
    if found.newest_on is None:
        return ["We hold no published grants yet, so we cannot say who has funded what."]
    newest = f"The newest grant that we hold is of {_day(found.newest_on)}."
    if not found.funders:
        return [f"We found no published grant for work like that. {newest}"]
    lines = [_where(found)]
    lines += [line for funder in found.funders for line in funder_lines(funder)]
    return [*lines, f"{PROMISE} {newest}", _sources(found)]


def funder_lines(funder: Funder) -> list[str]:
    """Returns a line on a funder, and one for each example."""
    grants = "1 grant" if funder.count == 1 else f"{funder.count} grants"
    if funder.least_gbp == funder.most_gbp:
        amounts = f"of {pounds(funder.median_gbp)}"
    else:
        span = f"{pounds(funder.least_gbp)} to {pounds(funder.most_gbp)}"
        amounts = f"usually about {pounds(funder.median_gbp)} ({span})"
    some, none = ("", "not ") if funder.count == 1 else ("some ", "none ")
    call = {True: f", {some}from an open call", False: f", {none}from an open call", None: ""}
    head = f"{funder.name}: {grants} for work like that, {amounts}"
    newest = f", the newest of {_day(funder.newest_on)}{call[funder.has_open_calls]}."
    return [head + newest, *(f"- {example_line(item)}" for item in funder.examples)]


def example_line(example: Example) -> str:
    """Returns one line on a grant."""
    where = f" ({example.place})" if example.place else ""
    line = (
        f"{pounds(example.amount_gbp)} to {example.recipient}{where}, "
        f"{_day(example.awarded_on)}: {example.title}"
    )
    return f"{line} {example.url}" if example.url else line


def pounds(amount: Decimal) -> str:
    """Returns an amount with its sign, and with pence only where there are any."""
    whole = amount == amount.to_integral_value()
    return f"£{amount:,.0f}" if whole else f"£{amount:,.2f}"


def _where(found: FundersFound) -> str:
    short = [f"{count or 'none'} in {area}" for area, count in found.tried[:-1]]
    looked = "anywhere" if found.area == EVERYWHERE else f"in {found.area}"
    if not short:
        return f"Funders of work like that {looked}:"
    return f"We found too few such grants nearby ({', '.join(short)}). Funders {looked}:"


def _sources(found: FundersFound) -> str:
    pairs = dict.fromkeys(pair for funder in found.funders for pair in funder.publishers)
    named = [f"{publisher} ({licence})" if licence else publisher for publisher, licence in pairs]
    return f"Grants data published in the 360Giving standard by {', '.join(named)}."


def _day(day: date) -> str:
    return date_in_words(day.isoformat())
