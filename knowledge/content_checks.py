"""Checks between entries: ids stand once, references lead somewhere, areas are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from knowledge.openreferral.service_types import service_types

if TYPE_CHECKING:
    from knowledge.content_files import Located

NATIONS = ("England", "UK")
"""Areas that need no place entry."""

_BODIES = frozenset({"organisation", "service", "contact"})
_ONE_REFERENCE = ("organisation_id", "funder_id")


def problems_between(
    located: Sequence[Located], broken: Mapping[str, str] | None = None
) -> list[str]:
    """Returns every mistake that shows only when the entries are seen together.

    Args:
        located: All entries that are right in themselves, in order.
        broken: Id and kind of those that are not: nothing follows from their being left out.

    Returns:
        One sentence for each, with file, line, entry and key: repeated ids first, then areas, then
        references.
    """
    broken = broken or {}
    first: dict[str, Located] = {}
    problems = []
    for item in located:
        earlier = first.setdefault(item.entry.id, item)
        if earlier is not item:
            problems.append(
                f"{item.where}, key id: stands already in {earlier.file}, line {earlier.line}"
            )
    merged = {name: item.entry.id for item in located for name in item.entry.merged_from}
    problems += [
        f"{first[name].where}, key id: {keeper} says that it was merged from this entry"
        for name, keeper in merged.items()
        if name in first
    ]
    if "place" not in broken.values():
        areas = known_areas(located)
        for item in located:
            problems += _unknown_areas(item, areas)
    for item in located:
        problems += _broken_references(item, first, merged, broken)
        problems += _unknown_service_types(item)
    return problems


def known_areas(located: Sequence[Located]) -> set[str]:
    """Returns the areas that entries may name: those of the district places, and the nations."""
    districts = (
        item.entry
        for item in located
        if item.entry.kind == "place" and getattr(item.entry, "place_kind", "") == "district"
    )
    return {area for place in districts for area in place.areas} | set(NATIONS)


def _unknown_areas(item: Located, areas: set[str]) -> Iterator[str]:
    for area in item.entry.areas:
        if area not in areas:
            yield f"{item.where}, key areas: {area} is not one of {', '.join(sorted(areas))}"


def _unknown_service_types(item: Located) -> Iterator[str]:
    for code in getattr(item.entry, "service_types", []):
        if code not in service_types().terms:
            yield f"{item.where}, key service_types: {code} is not in the list of service types"


def _broken_references(
    item: Located,
    first: Mapping[str, Located],
    merged: Mapping[str, str],
    broken: Mapping[str, str],
) -> Iterator[str]:
    for key, name in references_of(item):
        if name in broken:
            continue
        target = first.get(name)
        place = f"{item.where}, key {key}"
        if name in merged:
            yield f"{place}: {name} was merged into {merged[name]}: name that one"
        elif target is None:
            yield f"{place}: there is no entry {name}"
        elif target.entry.status == "withheld":
            yield f"{place}: {name} is withheld, so nobody may be sent to it"
        elif key in _ONE_REFERENCE and target.entry.kind not in _BODIES:
            yield f"{place}: {name} is a {target.entry.kind}, not an organisation"


def references_of(item: Located) -> Iterator[tuple[str, str]]:
    """Yields key and id of every reference that an entry makes, in order."""
    for name in getattr(item.entry, "who_to_contact", []):
        yield "who_to_contact", name
    for key in _ONE_REFERENCE:
        name = getattr(item.entry, key, None)
        if name is not None:
            yield key, name
