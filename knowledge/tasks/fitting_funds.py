"""Finds money that may fit: who may ask, how much it gives, and what is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.answers import SURE, Answer, Wish, answer
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.records import find_records
from knowledge.funded import who_has_funded
from knowledge.gazetteer import PlaceName
from knowledge.models import Fund, Record
from knowledge.site import Site
from knowledge.tasks.eligibility import Fit, eligible, fit_of, is_not_for, is_out_of_reach
from knowledge.tasks.frame import Answers, known
from knowledge.tasks.guides import guides
from knowledge.tasks.matches import MOST_SHOWN, Shape, matches_reply
from knowledge.tasks.state import place_of

_LOAN = re.compile(r"\bloans?\b|\bborrow", re.IGNORECASE)
_ANY = "what grants are there"
_SMALL_GBP = 500
_LOOKED_AT = 12
_MOST_CLOSED = 3
_NOBODY_APPLIES = re.compile(r"\bnot mainly cash\b", re.IGNORECASE)
_SHAPE = Shape(
    kind="fund",
    heading="Money that may fit:",
    lines=("From:", "How much:", "Who can apply:", "Not for:", "Your own share:", "Open when",
           "We do not", "Deadline:", "How to apply:"),
    note="Funders change their rules. Read the fund's own page before you start.",
    nothing="I know of no open fund that fits all of that. An adviser may know more.",
)  # fmt: skip


def funds_for(directory: Directory, _: Site, answers: Answers) -> Answer:
    """Lists funds that may fit; closed ones are named, so that nobody plans on them."""
    place, who = place_of(directory, answers), known(answers, "who")
    kind = str(who) if who else None
    amount = int(str(known(answers, "amount"))) if known(answers, "amount") else None
    text = str(known(answers, "what") or "")
    if known(answers, "history"):
        return who_has_funded(directory, text, place, text or None)
    if not text:
        return answer(directory, _ANY, Wish("fund", "funding", place))
    criteria = Criteria(kinds=frozenset({"fund"}))
    found = find_records(directory, text, criteria, place, limit=_LOOKED_AT)
    records = {record.slug: record for record in directory.records(found.slugs)}
    fitting = [
        item for item in found.records if _may_help(records.get(item.slug), text, kind, amount)
    ]
    order = sorted(
        enumerate(fitting),
        key=lambda pair: pair[0] + _behind(records[pair[1].slug], kind, amount),
    )
    found = replace(found, records=tuple(item for _, item in order[:MOST_SHOWN]))
    shape = replace(_SHAPE, lines_of=lambda record: _why(record, kind, amount))
    told = [kind] if kind else []
    if amount is not None and amount <= _SMALL_GBP:
        told.append("small")
    added = [*_guide_for(directory, text, place), *guides("find_funding", told)]
    reply = matches_reply(directory, found, shape, place, added)
    return _with_closed(directory, reply, text, place)


def _guide_for(directory: Directory, text: str, place: PlaceName | None) -> list[str]:
    """Returns the guidance on money for this very thing, if there is one for sure."""
    hits = (
        directory.search()
        .find(
            f"money for {text}",
            kinds=frozenset({"guidance"}),
            topics=frozenset({"funding"}),
            place=place,
            limit=1,
        )
        .hits
    )
    return [hit.slug for hit in hits if hit.chance >= SURE]


def _may_help(record: Record | None, text: str, kind: str | None, amount_gbp: int | None) -> bool:
    if not isinstance(record, Fund) or record.status == "closed":
        return False
    if is_out_of_reach(record, amount_gbp) or _NOBODY_APPLIES.search(record.for_what):
        return False
    if is_not_for(record, text):
        return False
    if not _LOAN.search(text) and re.match(r"(?:Bank )?[Ll]oans?\b", record.for_what):
        return False
    return kind is None or fit_of(record, kind) is not Fit.NO


def _behind(record: Record, kind: str | None, amount_gbp: int | None) -> int:
    """Returns how many places a fund falls behind for what may speak against it."""
    if not isinstance(record, Fund):
        return _LOOKED_AT
    places = 0 if record.status == "open" else 2
    if kind and fit_of(record, kind) is Fit.UNSAID:
        places += 3
    if amount_gbp and record.max_amount_gbp and record.max_amount_gbp * 2 < amount_gbp:
        places += 2
    return places


def _why(record: Record, kind: str | None, amount_gbp: int | None) -> Sequence[str]:
    if not isinstance(record, Fund):
        return ()
    found = eligible(record, kind, amount_gbp)
    why = f"Why it may fit: {'; '.join(found.why)}." if found.why else ""
    needs = f"They ask for: {', '.join(found.needs)}." if found.needs else ""
    missing = f"Check first: {'; '.join(found.missing)}." if found.missing else ""
    return [line for line in (why, needs, missing) if line]


def _with_closed(directory: Directory, reply: Answer, text: str, place: PlaceName | None) -> Answer:
    """Names funds for the same thing that are closed, so that nobody plans on them."""
    hits = directory.search().find(
        text,
        kinds=frozenset({"fund"}),
        place=place,
        districts=place.districts if place else (),
        limit=MOST_SHOWN * 2,
    )
    closed = [
        record.name
        for record in directory.records(hit.slug for hit in hits.hits if hit.likeness >= 0.4)
        if record.status == "closed"
    ][:_MOST_CLOSED]
    if not closed:
        return reply
    line = f"Closed when we last looked, so do not plan on: {'; '.join(closed)}."
    shown = replace(reply.reply, text=f"{reply.reply.text}\n\n{line}")
    return replace(reply, reply=shown)
