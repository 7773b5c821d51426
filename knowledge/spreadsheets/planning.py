"""What bringing in a list would do: reckoned without writing, so that it can be shown first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.assurance.records import ASSURED_KEYS, TAKEN_DOWN, taken_down
from knowledge.content_checks import NATIONS
from knowledge.models import CONTENT, Assurance, DataSource, Link, Place, Record
from knowledge.openreferral.service_types import service_types
from knowledge.record_changes import LIFECYCLES
from knowledge.spreadsheets.columns import plain
from knowledge.spreadsheets.entries import REFERENCES, values_of
from knowledge.spreadsheets.lists import Line, OfList, lines_by_id

SHEET = "sheet"
"""The kind of source that a list is."""

_BODIES = frozenset({"organisation", "service", "contact"})

_ROWS_A_QUERY = 500


@dataclass(frozen=True)
class Change:
    """A row whose record is there already and says something else.

    Attributes:
        line: The row.
        record: The record as it is.
        keys: Key, what it says now, and what the list says.
    """

    line: Line
    record: Record
    keys: tuple[tuple[str, Any, Any], ...]


@dataclass
class Plan:
    """What would become of each row.

    Attributes:
        source: The name of the source.
        rows: How many rows the list has.
        new: Rows without a record.
        changed: Rows whose record would change.
        unchanged: Rows whose record says the same.
        missing: Records of this source that the list no longer names; they stay as they are.
        down: Records that the list names and a team has taken down: they stay down.
        problems: Every fault; while there is one, nothing can be brought in.
    """

    source: str
    rows: int = 0
    new: list[Line] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    missing: list[Record] = field(default_factory=list)
    down: dict[str, Assurance] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """Every row that the schema accepts."""
        return [*self.new, *(change.line for change in self.changed), *self.unchanged]


def plan_list(session: Session, found: OfList, source: str) -> Plan:
    """Compares a list with the records that are there; writes nothing.

    Args:
        session: An open session.
        found: The list as it was read.
        source: The name under which it is brought in: its records may be changed, others' not.
    """
    plan = Plan(source, rows=found.rows, problems=list(found.problems))
    plan.problems += _source_problems(session, source)
    lines = lines_by_id(found.lines)
    records = _records(session, lines)
    areas = _areas(session)
    plan.down = taken_down(session, list(records))
    for name, line in lines.items():
        line = _with_area_names(line, areas)
        faults = [
            *_areas_unknown(line, areas),
            *_types_unknown(line),
            *_not_ours(line, records.get(name), source),
        ]
        plan.problems += faults
        if not faults:
            _place(plan, line, records.get(name))
    plan.problems += _broken_references(session, plan.lines, lines)
    plan.missing = [
        record
        for record in session.scalars(
            select(Record).where(Record.origin == source).order_by(Record.slug)
        )
        if record.slug not in lines and not record.is_withheld
    ]
    return plan


def _source_problems(session: Session, source: str) -> Iterable[str]:
    known = session.get(DataSource, source)
    if source == CONTENT or (known is not None and known.kind != SHEET):
        yield f"the name {source!r} belongs to another kind of source: choose another"


def _records(session: Session, names: Iterable[str]) -> dict[str, Record]:
    wanted, found = list(names), {}
    for start in range(0, len(wanted), _ROWS_A_QUERY):
        rows = session.scalars(
            select(Record)
            .where(Record.slug.in_(wanted[start : start + _ROWS_A_QUERY]))
            .options(selectinload(Record.links).options(joinedload(Link.target)))
        ).unique()
        found.update({record.slug: record for record in rows})
    return found


def _areas(session: Session) -> dict[str, str]:
    """Returns the areas that an entry may name, by their letters alone."""
    places = session.scalars(select(Place).where(Place.place_kind == "district"))
    names = {area for place in places for area in place.areas} | set(NATIONS)
    return {plain(name): name for name in sorted(names)}


def _with_area_names(line: Line, areas: dict[str, str]) -> Line:
    names = [areas.get(plain(name), name) for name in line.entry.areas]
    if names == line.entry.areas:
        return line
    entry = line.entry.model_copy(update={"areas": list(dict.fromkeys(names))})
    return Line(entry, line.table, line.row, line.columns, line.mended)


def _areas_unknown(line: Line, areas: dict[str, str]) -> Iterable[str]:
    for name in line.entry.areas:
        if plain(name) not in areas:
            known = ", ".join(areas.values())
            yield f"{line.where('areas')}: {name!r} is not one of {known}"


def _types_unknown(line: Line) -> Iterable[str]:
    for code in getattr(line.entry, "service_types", []):
        if code not in service_types().terms:
            yield f"{line.where('service_types')}: {code} is not in the list of service types"


def _not_ours(line: Line, record: Record | None, source: str) -> Iterable[str]:
    if record is None:
        return
    if record.origin != source:
        whose = record.content_file if record.origin == CONTENT else f"the source {record.origin}"
        yield (
            f"{line.where('id')}: {record.slug} is there already, from {whose}: change it there,"
            " or give this row another id"
        )
    elif record.kind != line.entry.kind:
        kinds = f"is a {record.kind} already, not a {line.entry.kind}"
        yield f"{line.where('id')}: {record.slug} {kinds}"


def _place(plan: Plan, line: Line, record: Record | None) -> None:
    if record is None:
        plan.new.append(line)
        return
    now, wanted = values_of(record), line.entry.model_dump()
    if (wanted["assured_on"] or date.min) <= (now["assured_on"] or date.min):
        # What a team has said since is not undone by a list that does not know of it.
        wanted |= {key: now[key] for key in ASSURED_KEYS}
    keys = tuple((key, now[key], wanted[key]) for key in wanted if now[key] != wanted[key])
    lifecycle = LIFECYCLES.get(line.entry.status or "", "active")
    was_missing = record.lifecycle == TAKEN_DOWN and record.slug not in plan.down
    if was_missing and lifecycle != TAKEN_DOWN:
        # Taken down when the list had lost it; being named again brings it back.
        keys += (("lifecycle", record.lifecycle, lifecycle),)
    if keys:
        plan.changed.append(Change(line, record, keys))
    else:
        plan.unchanged.append(line)


def _broken_references(
    session: Session, lines: Sequence[Line], listed: dict[str, Line]
) -> Iterable[str]:
    wanted = {name for line in lines for _, name in references_of(line)}
    stored = _records(session, wanted - set(listed))
    for line in lines:
        for key, name in references_of(line):
            target = stored.get(name)
            if name not in listed and target is None:
                yield f"{line.where(key)}: there is no entry {name}"
                continue
            entry = listed[name].entry if name in listed else None
            status = entry.status if entry else target and target.status
            kind = entry.kind if entry else target and target.kind
            if status == "withheld":
                yield f"{line.where(key)}: {name} is withheld, so nobody may be sent to it"
            elif not REFERENCES[key] and kind not in _BODIES:
                yield f"{line.where(key)}: {name} is a {kind}, not an organisation"


def references_of(line: Line) -> Iterable[tuple[str, str]]:
    """Yields key and id of every reference that a row makes, in order."""
    for key, is_list in REFERENCES.items():
        value = getattr(line.entry, key, None)
        for name in value or [] if is_list else [value] if value else []:
            yield key, name
