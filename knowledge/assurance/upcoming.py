"""What a team should check next, most urgent first, and why.

At the head stand the tasks to confirm (`docs/to-confirm.md`), then what is due, then the rest by
how much it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.demand import demand_of
from knowledge.assurance.records import taken_down
from knowledge.content_schema import ToConfirm
from knowledge.content_yaml import read_entries
from knowledge.freshness import date_in_words, describe_source, earliest_day, tier_of
from knowledge.models import LinkCheck, Opportunity, Record
from knowledge.versions import TO_CONFIRM_FILE

BROKEN = ("failing", "gone")
"""The states of a link that does not lead anywhere."""


@dataclass(frozen=True)
class ToCheck:
    """Something that a team should check.

    Attributes:
        name: What it is called.
        reason: Why, most pressing first.
        demand: How much it is asked for, in times a quarter.
        record: The record; None for a task that is about no record.
    """

    name: str
    reason: str
    demand: int
    record: Record | None


def what_to_assure(
    session: Session,
    today: date,
    limit: int | None = None,
    tasks: Sequence[tuple[int, ToConfirm]] = (),
) -> list[ToCheck]:
    """Returns what a team should check, most urgent first.

    First the tasks to confirm, in their order, with their records; then records whose review date
    has passed, withheld ones and those with a page that does not answer; then the others by how
    much they are asked for, low confidence, unknown date, and the oldest source first. Places come
    last. A record that was assured within 90 days, or taken down by a person, is left out. Reads
    every record once.

    Args:
        session: An open session; nothing is written.
        today: The day to reckon ages from.
        limit: The most to return; None for all.
        tasks: Tasks that are about no record, with their place in the list to confirm.
    """
    records = session.scalars(select(Record)).all()
    broken = broken_links(session)
    down = taken_down(session, [record.slug for record in records if record.is_withheld])
    wanted = [
        record
        for record in records
        if record.slug not in down and _is_wanted(record, today, broken)
    ]
    demand = demand_of(session, wanted, today)
    found = [
        (
            _urgency(record, today, broken, demand.get(record.slug, 0)),
            ToCheck(
                record.name,
                _reason(record, today, broken, demand.get(record.slug, 0)),
                demand.get(record.slug, 0),
                record,
            ),
        )
        for record in wanted
    ]
    found += [
        ((False, number), ToCheck(task.what, f"task {number} to confirm, by {task.by}", 0, None))
        for number, task in tasks
    ]
    found.sort(key=lambda item: item[0])
    return [item for _, item in found[:limit]]


def to_check_line(item: ToCheck) -> str:
    """Returns one line on what to check and why."""
    record = item.record
    where = f" ({record.slug}, {record.content_file})" if record else ""
    return f"{item.name}{where}: {item.reason}"


def tasks_without_record(folder: str | Path) -> list[tuple[int, ToConfirm]]:
    """Returns the tasks to confirm that name no entry, with their place in the list, from 1."""
    path = Path(folder) / TO_CONFIRM_FILE
    if not path.is_file():
        return []
    tasks = [ToConfirm.model_validate(data) for _, data in read_entries(path)]
    return [(number, task) for number, task in enumerate(tasks, start=1) if not task.entries]


def broken_links(session: Session) -> dict[str, LinkCheck]:
    """Returns the addresses that do not answer, by address."""
    rows = session.scalars(select(LinkCheck).where(LinkCheck.state.in_(BROKEN)))
    return {row.url: row for row in rows}


def links_of(record: Record) -> list[str]:
    """Returns the web addresses that a record names, each once: those for residents first."""
    apply_url = record.apply_url if isinstance(record, Opportunity) else None
    urls = [record.url, apply_url, *record.source_urls]
    return list(dict.fromkeys(url for url in urls if url and url.startswith("http")))


def _is_wanted(record: Record, today: date, broken: Mapping[str, LinkCheck]) -> bool:
    if _is_due(record, today) or any(url in broken for url in links_of(record)):
        return True
    tier = tier_of(record, today)
    if tier == "assured":
        return False
    is_listed = record.confirm_order is not None or record.is_withheld
    return is_listed or tier == "older" or describe_source(record, today).needs_check


def _is_due(record: Record, today: date) -> bool:
    return record.review_on is not None and record.review_on <= today


def _urgency(
    record: Record, today: date, broken: Mapping[str, LinkCheck], demand: int
) -> tuple[object, ...]:
    day = record.assured_on or earliest_day(record.source_date)
    order = record.confirm_order if tier_of(record, today) != "assured" else None
    return (
        order is None,
        order or 0,
        record.kind == "place",
        not _is_due(record, today),
        not record.is_withheld,
        not any(url in broken for url in links_of(record)),
        -demand,
        record.confidence != "low",
        day is not None,
        day or date.min,
        record.slug,
    )


def _reason(record: Record, today: date, broken: Mapping[str, LinkCheck], demand: int) -> str:
    parts = []
    if record.confirm_order is not None:
        parts.append(f"task {record.confirm_order} to confirm")
    if _is_due(record, today) and record.review_on is not None:
        parts.append(f"its review date, {date_in_words(record.review_on.isoformat())}, has passed")
    if record.is_withheld:
        parts.append("withheld from residents")
    parts.append(describe_source(record, today).label)
    for url in links_of(record):
        if url in broken:
            parts.append(f"{url} {broken[url].problem or 'does not answer'}")
    if demand:
        parts.append(f"asked for {demand} times in 13 weeks")
    if record.confidence == "low":
        parts.append("low confidence")
    if record.note:
        parts.append(record.note)
    return "; ".join(parts)
