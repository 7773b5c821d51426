"""Brings a file of grants in: every grant checked, all or nothing, what became of each kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, InvalidInput
from knowledge.grants.areas import Areas, read_areas
from knowledge.grants.checking import check_grant, is_to_individual
from knowledge.grants.fields import plain
from knowledge.grants.reading import GrantFile, Located
from knowledge.grants.storing import EXTRA, columns_of, differing
from knowledge.models import DataSource, Grant, ImportRow, ImportRun

GRANTS = "grants"
"""The kind of source that a publisher of grants is."""

_ROWS_A_QUERY = 500

Progress = Callable[[Iterable[Any], str, int], Iterator[Any]]
"""Shows how far a long loop is: items, title, total."""


@dataclass(frozen=True)
class GrantSource:
    """Whose grants they are.

    Attributes:
        name: The lasting name under which they are kept.
        title: What the source is called, for people; None to keep what is there.
        publisher: Who publishes them; None where the file says it.
        licence: The address of the licence; None where the file says it.
        is_own: Whether they are the council's own grants, which it gives out again.
    """

    name: str
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    is_own: bool = False


@dataclass
class GrantsTaken:
    """What became of a file's grants; each grant is in one of the counts.

    Attributes:
        total: How many the file holds.
        new: Not there before.
        changed: There before and said otherwise.
        unchanged: There before and the same.
        individuals: Grants to people, which are never kept.
        elsewhere: There already from another source, and left as they are.
        refused: Left out because of a fault, when that was asked for.
        problems: Every fault, each with row and field.
        notes: What is not as the standard wants it in fields that are only kept.
    """

    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    individuals: int = 0
    elsewhere: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def bring_in_grants(
    session: Session,
    file: GrantFile,
    source: GrantSource,
    *,
    now: datetime,
    skip_faulty: bool = False,
    by: str | None = None,
    progress: Progress = lambda items, _title, _total: iter(items),
) -> GrantsTaken:
    """Checks and stores the grants of a file; does not commit.

    Args:
        session: An open session without unsaved changes.
        file: The file as it was read.
        source: Whose grants they are.
        now: When, aware.
        skip_faulty: Whether the faulty are left out and the rest taken; otherwise one fault keeps
            out the whole file.
        by: The team that brings them in, or None.
        progress: Shows how far it is.

    Raises:
        InvalidInput: When there are faults that may not be left out, or nobody says who publishes
            the grants and under which licence; nothing is written then.
        Conflict: When the name belongs to another kind of source.
    """
    return _Import(session, file, source, now, skip_faulty, by).run(progress)


class _Import:
    """One run."""

    def __init__(
        self,
        session: Session,
        file: GrantFile,
        source: GrantSource,
        now: datetime,
        skip_faulty: bool,
        by: str | None,
    ) -> None:
        self.session, self.file, self.source, self.now = session, file, source, now
        self.skip_faulty, self.by = skip_faulty, by
        self.taken = GrantsTaken(total=len(file.grants))
        self.rows: list[dict[str, Any]] = []

    def run(self, progress: Progress) -> GrantsTaken:
        """Does it."""
        kept = self.session.get(DataSource, self.source.name)
        if kept is not None and kept.kind != GRANTS:
            raise Conflict(f"The name {self.source.name} belongs to another kind of source.")
        self._note_extras()
        good = list(self._checked(progress))
        if self.taken.problems and not self.skip_faulty:
            count = len(self.taken.problems)
            raise InvalidInput(
                f"Nothing was brought in: {self.file.name} has {count} fault{'s' * (count != 1)}.",
                self.taken.problems,
            )
        self._store_source(good)
        areas = read_areas(self.session)
        title = "Storing grants"
        for start in progress(range(0, len(good), _ROWS_A_QUERY), title, -(-len(good) // 500)):
            self._store(good[start : start + _ROWS_A_QUERY], areas)
        self._store_run()
        self.session.flush()
        return self.taken

    def _note_extras(self) -> None:
        headings = dict.fromkeys(name for item in self.file.grants for name in item.extra)
        self.taken.notes += [
            f"column {name!r}: is no field of the standard; kept beside the grants"
            for name in headings
        ]

    def _checked(self, progress: Progress) -> Iterator[Located]:
        first: dict[str, Located] = {}
        today = self.now.date()
        for item in progress(self.file.grants, "Checking grants", len(self.file.grants)):
            if not item.problems and is_to_individual(item.grant):
                self.taken.individuals += 1
                continue
            found = check_grant(item.grant, item.where, today)
            problems = [*item.problems, *found.problems]
            name = str(item.grant.get("id"))
            earlier = first.setdefault(name, item)
            if earlier is not item and not problems:
                place = item.where(("id",))
                problems.append(f"{place}: {name} stands already in number {earlier.number}")
            if self.source.is_own:
                # What we give out again must be right in every field.
                problems += found.notes
            else:
                self.taken.notes += found.notes
            if not problems:
                yield item
                continue
            self.taken.problems += problems
            self.taken.refused += 1
            self._row(item, "refused", "; ".join(problems))

    def _store_source(self, good: list[Located]) -> None:
        kept = self.session.get(DataSource, self.source.name)
        extra = good[0].extra if good else {}
        publisher = (
            self.source.publisher
            or self.file.publisher
            or _beside(extra, "publishername")
            or (kept and kept.publisher)
        )
        licence = (
            self.source.licence
            or self.file.licence
            or _beside(extra, "license")
            or (kept and kept.licence)
        )
        if not publisher or not licence:
            raise InvalidInput(
                f"{self.file.name} does not say who publishes these grants and under which licence:"
                " say it with --publisher and --licence."
            )
        if kept is None:
            kept = DataSource(name=self.source.name, kind=GRANTS, title="", can={})
            self.session.add(kept)
        kept.title = self.source.title or self.file.title or kept.title or self.source.name
        kept.publisher, kept.licence, kept.last_good_at = publisher, licence, self.now
        self.session.flush()
        self.publisher, self.licence = publisher, licence

    def _store(self, items: list[Located], areas: Areas) -> None:
        names = [item.grant["id"] for item in items]
        kept = {
            row.id: row for row in self.session.scalars(select(Grant).where(Grant.id.in_(names)))
        }
        new: list[dict[str, Any]] = []
        for item in items:
            values = self._values(item, areas)
            row = kept.get(values["id"])
            if row is None:
                new.append(values)
                self.taken.new += 1
                self._row(item, "taken")
            elif row.source != self.source.name:
                self.taken.elsewhere += 1
                self._row(item, "unchanged", f"there already from {row.source}")
            elif set(differing(row, values)) - {"source_file"}:
                for name, value in values.items():
                    setattr(row, name, value)
                self.taken.changed += 1
                self._row(item, "taken", "changed")
            else:
                self.taken.unchanged += 1
                self._row(item, "unchanged")
        if new:
            self.session.execute(insert(Grant), new)
        self.session.flush()
        self.session.expunge_all()

    def _values(self, item: Located, areas: Areas) -> dict[str, Any]:
        values = columns_of(item.grant)
        if item.extra:
            values["rest"][EXTRA] = item.extra
        return values | {
            "source": self.source.name,
            "source_file": self.file.name,
            "beneficiary_district": areas.of_grant(item.grant, item.extra),
            "publisher": _beside(item.extra, "publishername") or self.publisher,
            "licence": _beside(item.extra, "license") or self.licence,
            "is_own": self.source.is_own,
        }

    def _row(self, item: Located, outcome: str, message: str | None = None) -> None:
        name = item.grant.get("id")
        title = item.grant.get("title")
        self.rows.append(
            {
                "id": uuid.uuid4(),
                "position": item.number,
                "external_id": name if isinstance(name, str) else None,
                "name": title if isinstance(title, str) else None,
                "outcome": outcome,
                "message": message,
            }
        )

    def _store_run(self) -> None:
        taken = self.taken
        run = ImportRun(
            id=uuid.uuid4(),
            source=self.source.name,
            mode="full",
            state="done",
            started_at=self.now,
            finished_at=self.now,
            by=self.by,
            file_name=self.file.name,
            place={},
            total=taken.total,
            taken=taken.new + taken.changed,
            unchanged=taken.unchanged + taken.elsewhere,
            refused=taken.refused,
            message=f"{taken.individuals} grants to individuals were left out",
        )
        self.session.add(run)
        self.session.flush()
        for start in range(0, len(self.rows), _ROWS_A_QUERY):
            rows = self.rows[start : start + _ROWS_A_QUERY]
            self.session.execute(insert(ImportRow), [row | {"run_id": run.id} for row in rows])


def _beside(extra: dict[str, str], heading: str) -> str | None:
    """Returns what a file says beside its grants under a heading that begins like this."""
    for name, value in extra.items():
        if plain(name).startswith(heading) and value:
            return value
    return None
