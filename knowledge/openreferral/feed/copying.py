"""The first step: copies a feed into the database and keeps the last good copy of each item.

Changes no record. What is kept is already masked. May stop anywhere and be gone on with: the list
is asked for again, the details that this run has fetched are not.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.errors import Unavailable
from knowledge.models import DataSource, ImportRow, ImportRun, SourceItem
from knowledge.openreferral.feed.fetching import FeedSource, NotThere
from knowledge.openreferral.feed.personal import masked
from knowledge.openreferral.feed.probing import is_whole
from knowledge.openreferral.feed.reading import Refused, external_id_of
from knowledge.openreferral.feed.values import moment_of, snaked

MASKED = "masked"
"""The key under which a kept body says what was masked in it."""

_ITEMS_A_COMMIT = 25
_ITEMS_A_QUERY = 500
_MOST_FAILURES_IN_A_ROW = 5

Body = dict[str, Any]
Tick = Callable[[int | None], None]
"""Is told of each item that is done, and of the total as soon as it is known."""


@dataclass
class Copied:
    """What a copy brought.

    Attributes:
        listed: How many different items the list named.
        is_whole: Whether the list was read to its end and held as many items as it said.
        changed_until: The newest change that an item names, or None.
        refused: How many items could not be copied.
    """

    listed: int = 0
    is_whole: bool = False
    changed_until: datetime | None = None
    refused: int = 0


@dataclass
class Copier:
    """Copies one feed in one run.

    Attributes:
        session: Committed after every few items.
        feed: What is copied.
        source: Who publishes it.
        run: The run, stored.
        now: Gives the current moment, aware.
        tick: Is told of progress.
    """

    session: Session
    feed: FeedSource
    source: DataSource
    run: ImportRun
    now: Callable[[], datetime]
    tick: Tick
    _seen: set[str] = field(default_factory=set)
    _kept: dict[str, SourceItem] = field(default_factory=dict)
    _failures: int = 0
    _undone: int = 0
    _position: int = 0

    def copy(self) -> Copied:
        """Copies everything that the list names.

        In an incremental run only what changed after the last whole one is asked for, where the
        feed can do that; else details are fetched only for items whose place in the list changed.

        Raises:
            Unavailable: When the feed fails; what was copied stays, and the run can go on later.
        """
        self.session.execute(delete(ImportRow).where(ImportRow.run_id == self.run.id))
        copied, total = Copied(), None
        query = self._query()
        for page in self.feed.pages(query):
            total = page.total if page.total is not None else total
            self.tick(total)
            for start in range(0, len(page.items), _ITEMS_A_QUERY):
                items = [snaked(item) for item in page.items[start : start + _ITEMS_A_QUERY]]
                self._read_kept(items)
                for item in items:
                    self._position += 1
                    self._copy_item(item, copied)
            self._commit()
        copied.listed = len(self._seen)
        may_be_whole = self.feed.lists_everything and "modified_after" not in query
        copied.is_whole = may_be_whole and (total is None or copied.listed >= total)
        return copied

    def _query(self) -> dict[str, str]:
        can, since = self.source.can, self.source.changed_until
        query = {"full": "true"} if can.get("full") else {}
        if self.run.mode == "incremental" and can.get("modified_after") and since is not None:
            query["modified_after"] = since.isoformat().replace("+00:00", "Z")
        return query

    def _read_kept(self, items: Sequence[Any]) -> None:
        """Reads the copies that are there of some items, all at once."""
        names = set()
        for item in items:
            with suppress(Refused):
                names.add(external_id_of(item))
        query = select(SourceItem).where(
            SourceItem.source == self.source.name, SourceItem.external_id.in_(sorted(names))
        )
        self._kept = {kept.external_id: kept for kept in self.session.scalars(query)}

    def _copy_item(self, said: Any, copied: Copied) -> None:
        try:
            name = external_id_of(said)
            if name in self._seen:
                raise Refused("its id stands twice in the list")
            self._seen.add(name)
            self._keep(name, said)
        except Refused as error:
            copied.refused += 1
            self._report(said, str(error))
        changed = (
            moment_of(said.get("last_modified") or said.get("updated_at"))
            if isinstance(said, dict)
            else None
        )
        if changed is not None:
            copied.changed_until = max(changed, copied.changed_until or changed)
        self.tick(None)

    def _keep(self, name: str, said: Body) -> None:
        """Stores the item with its details; does not fetch what it need not.

        Raises:
            Refused: When its details cannot be had; the last good copy stays.
        """
        kept = self._kept.get(name)
        if kept is not None:
            # However this goes on, the source still names it.
            kept.listed_in = self.run.id
        mark = hash_of(said)
        if kept is not None and self._is_known(kept, mark):
            return
        body = said if is_whole(said) else {**said, **self._detail(name, kept)}
        private, notes = masked(body)
        if notes:
            private[MASKED] = notes
        if kept is None:
            kept = SourceItem(source=self.source.name, external_id=name)
            self.session.add(kept)
        kept.body, kept.body_hash, kept.is_whole = private, mark, is_whole(body)
        kept.fetched_at, kept.fetched_in, kept.listed_in = self.now(), self.run.id, self.run.id
        self._undone += 1
        if self._undone >= _ITEMS_A_COMMIT:
            self._commit()

    def _is_known(self, kept: SourceItem, mark: str) -> bool:
        if kept.body_hash != mark:
            return False
        return self.run.mode == "incremental" or kept.fetched_in == self.run.id

    def _detail(self, name: str, kept: SourceItem | None) -> Body:
        try:
            found = snaked(self.feed.detail(name))
        except NotThere as error:
            if kept is not None and kept.is_whole:
                raise Refused(
                    f"its details are gone, and its last good copy stays: {error}"
                ) from None
            # Some feeds, and every file, have a list and no details.
            return {}
        except Unavailable as error:
            self._failures += 1
            if self._failures >= _MOST_FAILURES_IN_A_ROW:
                raise
            raise Refused(f"its details cannot be fetched: {error}") from None
        self._failures = 0
        return found if isinstance(found, dict) and str(found.get("id", name)) == name else {}

    def _report(self, said: Any, why: str) -> None:
        name = str(said.get("id"))[:200] if isinstance(said, dict) and said.get("id") else None
        self.session.add(
            ImportRow(
                id=uuid.uuid4(),
                run_id=self.run.id,
                position=self._position,
                external_id=name,
                outcome="refused",
                message=why,
            )
        )

    def _commit(self) -> None:
        self._undone = 0
        moved = {"items": self._position, "at": self.now().isoformat()}
        self.run.place = self.run.place | moved
        self.session.commit()


def hash_of(body: Any) -> str:
    """Returns 64 digits that change with what an item says."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def items_of(session: Session, source: str) -> Iterator[SourceItem]:
    """Yields the kept items of a source by id, all in one reading."""
    query = select(SourceItem).where(SourceItem.source == source)
    yield from session.scalars(query.order_by(SourceItem.external_id))
