"""The records of the content as a reader knows them: by name, by first sentence, by area.

The public interface shows names, not ids; the judge gets from one to the other here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.content_files import load_content
from knowledge.content_schema import Entry, Guidance
from tests.evaluation.texts import plain

_WIDER = {"Leicestershire", "England", "UK"}
_NOT_IN_COUNTY = {"Leicester", "Rutland"}


@dataclass(frozen=True)
class Records:
    """All entries but places, with the ways to find them.

    Attributes:
        entries: By id.
        merged: The id that an older one was merged into.
    """

    entries: dict[str, Entry]
    merged: dict[str, str]

    def known(self, entry_id: str) -> str | None:
        """Returns the id as the content has it now, or None when there is no such entry."""
        return entry_id if entry_id in self.entries else self.merged.get(entry_id)

    def current(self, ids: Iterable[str]) -> set[str]:
        """Returns the ids as the content has them now; unknown ones are left out."""
        return {found for item in ids if (found := self.known(item)) is not None}

    def named(self, title: str) -> set[str]:
        """Returns the ids of the entries that a card or a choice with this label stands for."""
        wanted = plain(title).rstrip(".…").rstrip()
        exact = {key for key, entry in self.entries.items() if plain(entry.name) == wanted}
        if exact or len(wanted) < 12:
            return exact
        return {key for key, entry in self.entries.items() if plain(entry.name).startswith(wanted)}

    def told(self, text: str) -> list[set[str]]:
        """Returns the ids of the guidance whose short answer stands in `text`, in its order."""
        read = plain(text)
        found = [
            (read.find(plain(entry.short_answer)), key)
            for key, entry in self.entries.items()
            if isinstance(entry, Guidance)
        ]
        return [{key} for position, key in sorted(found) if position >= 0]

    def serves(self, entry_id: str, district: str) -> bool:
        """Tells whether an entry is of use to somebody in a district."""
        areas = set(self.entries[entry_id].areas)
        wider = _WIDER - {"Leicestershire"} if district in _NOT_IN_COUNTY else _WIDER
        return bool(areas & {district, *wider})


def read_records(folder: Path) -> Records:
    """Returns the records of the content folder; places are left out, they answer nothing."""
    entries = {entry.id: entry for entry in load_content(folder).entries if entry.kind != "place"}
    merged = {old: entry.id for entry in entries.values() for old in entry.merged_from}
    return Records(entries, merged)
