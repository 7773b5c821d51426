"""The second step: turns the kept copy of a feed into records, all or nothing, without a network.

A service that says what it said is not touched. What a whole list no longer names is taken down and
kept, and comes back when it is named again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from knowledge.assurance.records import TAKEN_DOWN, keep_assurances
from knowledge.models import (
    DataSource,
    ImportRow,
    ImportRun,
    Link,
    Organisation,
    Record,
    Service,
    SourceItem,
)
from knowledge.openreferral.feed.copying import MASKED, hash_of, items_of
from knowledge.openreferral.feed.reading import Refused, ServiceRead, read_service
from knowledge.openreferral.feed.terms import Terms
from knowledge.openreferral.feed.writing import Writer
from knowledge.openreferral.roles import OWNER
from knowledge.record_changes import note_change

READING = "1"
"""Changes when the same body would be read into another record."""

_FEW = 3
_MOST_MISSING = 0.2


@dataclass
class Taken:
    """What became of the items.

    Attributes:
        rows: One row of the report for each item that is not unchanged.
        unchanged: How many said what they said.
        note: A sentence for the person who runs it, or an empty text.
    """

    rows: list[ImportRow] = field(default_factory=list)
    unchanged: int = 0
    note: str = ""

    def count(self, outcome: str) -> int:
        """Returns how many rows have an outcome."""
        return sum(row.outcome == outcome for row in self.rows)


@dataclass
class Taker:
    """Takes the kept items of one source.

    Attributes:
        session: Whoever made it commits, so that all of it counts or none.
        source: Who publishes the items.
        run: The run, stored.
        now: When.
        tick: Is told of each item that was read.
    """

    session: Session
    source: DataSource
    run: ImportRun
    now: datetime
    tick: Callable[[], None] = lambda: None

    def take(self, *, is_whole_list: bool, accept_missing: bool = False) -> Taken:
        """Writes records for every item that changed; does not commit.

        Args:
            is_whole_list: Whether the list was read to its end, so that what it does not name is
                gone.
            accept_missing: Whether any number may be gone; otherwise a list that lost more than a
                fifth is not believed, and nothing is taken down.
        """
        taken = Taken()
        kept = list(items_of(self.session, self.source.name))
        changed = [item for item in kept if item.taken_hash != self._mark(item)]
        taken.unchanged = len(kept) - len(changed)
        self._take_changed(changed, taken)
        if is_whole_list:
            self._take_down(kept, taken, accept_missing=accept_missing)
        self._rest_owners()
        self._store_rows(taken)
        if any(row.outcome != "refused" for row in taken.rows):
            keep_assurances(self.session)
            note_change(self.session)
        self.session.flush()
        return taken

    def _take_changed(self, changed: Sequence[SourceItem], taken: Taken) -> None:
        writer, terms = Writer(self.session, self.source, self.now), Terms(self.source.name)
        ids = writer.ids("service", [item.external_id for item in changed])
        read = []
        for item in changed:
            found = self._read(item, ids[item.external_id], terms, taken)
            if found is not None:
                read.append((item.external_id, found))
        if read:
            writer.write(read, ids, terms)

    def _mark(self, item: SourceItem) -> str:
        source = self.source
        return hash_of([READING, source.title, source.publisher, source.licence, item.body])

    def _read(
        self, item: SourceItem, record_id: uuid.UUID, terms: Terms, taken: Taken
    ) -> ServiceRead | None:
        self.tick()
        row = ImportRow(external_id=item.external_id)
        taken.rows.append(row)
        try:
            found = read_service(item.body, record_id, terms)
        except Refused as error:
            row.outcome, row.message = "refused", str(error)
            return None
        notes = found.notes | set(item.body.get(MASKED, []))
        row.name, row.record_id = found.values["name"], record_id
        row.outcome = "mended" if notes else "taken"
        row.message = "; ".join(sorted(notes)) or None
        item.taken_hash = self._mark(item)
        return found

    def _take_down(self, kept: Sequence[SourceItem], taken: Taken, *, accept_missing: bool) -> None:
        gone = {item.external_id: item for item in kept if item.listed_in != self.run.id}
        query = select(Service).where(
            Service.origin == self.source.name, Service.lifecycle != TAKEN_DOWN
        )
        records = [item for item in self.session.scalars(query) if item.external_id in gone]
        is_empty = len(gone) == len(kept)
        is_much = is_empty or len(records) > max(_FEW, _MOST_MISSING * len(kept))
        if records and is_much and not accept_missing:
            taken.note = (
                f"The list no longer names {len(records):,} of {len(kept):,} services. That is too"
                " many to believe, so none was taken down. Look at the feed; if it is right, run"
                " again with --accept-missing."
            )
            return
        for record in records:
            record.lifecycle, record.modified_at = TAKEN_DOWN, self.now
            # So that it is read anew when it is named again.
            gone[str(record.external_id)].taken_hash = None
            taken.rows.append(
                ImportRow(
                    external_id=record.external_id,
                    name=record.name,
                    outcome="missing",
                    message="the source no longer names it: taken down and kept",
                    record_id=record.id,
                )
            )

    def _rest_owners(self) -> None:
        """Takes down organisations of the source that have no service any more."""
        service = aliased(Record)
        has_service = exists(
            select(Link.record_id)
            .join(service, service.id == Link.record_id)
            .where(
                Link.role == OWNER,
                Link.target_id == Organisation.id,
                service.lifecycle.not_in([TAKEN_DOWN, "expired"]),
            )
        )
        self.session.flush()
        query = select(Organisation).where(
            Organisation.origin == self.source.name,
            Organisation.lifecycle == "active",
            ~has_service,
        )
        for record in self.session.scalars(query):
            record.lifecycle, record.modified_at = TAKEN_DOWN, self.now

    def _store_rows(self, taken: Taken) -> None:
        query = select(func.max(ImportRow.position)).where(ImportRow.run_id == self.run.id)
        before = self.session.scalar(query) or 0
        for position, row in enumerate(taken.rows, start=before + 1):
            row.id, row.run_id, row.position = uuid.uuid4(), self.run.id, position
        self.session.add_all(taken.rows)
