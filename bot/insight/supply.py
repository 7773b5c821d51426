"""Demand against supply: where people ask, what nobody could find, and what there is."""

from __future__ import annotations

from collections import Counter

from bot.insight.snapshot import Snapshot
from bot.insight.suppression import shown, told
from bot.insight.table import MOST_ROWS, Table, in_words

_MOST_GAPS = 15


def areas(found: Snapshot) -> Table:
    """Where people ask, where nothing was found, and what there is."""
    asked, nothing = found.by("district", "conversation"), found.by("district", "nothing")
    searched: Counter[str] = Counter()
    for (_, area), count in found.unmet.items():
        searched[area] += count
    names = (asked.keys() | nothing.keys() | searched.keys()) - {""}
    ordered = sorted(names, key=lambda name: (-asked[name], -searched[name], name))
    rows = [
        (
            name,
            (
                told(asked[name]),
                told(nothing[name]),
                told(searched[name]),
                found.supply.services[name],
            ),
        )
        for name in ordered[:MOST_ROWS]
    ]
    return Table(
        "areas",
        "Where people ask, and what is there",
        (
            "Area",
            "Conversations",
            "Answers that found nothing",
            "Searches that found nothing",
            "Services of its own",
        ),  # fmt: skip
        rows,
        "The area is that of the place that was named; conversations that named none: "
        f"{shown(told(asked['']))}. Services of its own name the area; those for the whole county "
        "are not among them.",
        plotted=(0, 3),
    )


def demand(found: Snapshot) -> Table:
    """Demand against supply by subject and area: where people ask and little is there, first."""
    asked = found.by_subject_and_district(("conversation",))
    nothing = found.by_subject_and_district(("nothing",)) + found.unmet
    keys = [key for key in asked.keys() | nothing.keys() if all(key)]
    local, wide = found.supply.local, found.supply.wide

    def need(key: tuple[str, str]) -> tuple[float, int, tuple[str, str]]:
        wanted = asked[key] + nothing[key]
        return -wanted / (1 + local[key]), -wanted, key

    rows = [
        (
            f"{in_words(subject)}, {area}",
            (
                told(asked[subject, area]),
                told(nothing[subject, area]),
                local[subject, area],
                wide[subject],
            ),
        )
        for subject, area in sorted(keys, key=need)[:_MOST_GAPS]
    ]
    return Table(
        "demand",
        "Where people ask and little is there: by subject and area",
        (
            "Subject and area",
            "Conversations",
            "Found nothing",
            "Records for it",
            "For a wider area",
        ),
        rows,
        "Most wanting first: what was asked for, by how many records name the area. Records for "
        "the whole county, or for more, stand in the last column.",
        plotted=(1, 2),
    )


def gaps(found: Snapshot) -> Table:
    """What nobody could find, by subject, beside what there is."""
    searched: Counter[str] = Counter()
    for (subject, _), count in found.unmet.items():
        searched[subject] += count
    there: Counter[str] = Counter(found.supply.wide)
    for (subject, _), count in found.supply.local.items():
        there[subject] = max(there[subject], count + found.supply.wide[subject])
    rows = [
        (in_words(subject), (told(count), there[subject])) for subject, count in _most(searched)
    ]
    return Table(
        "gaps",
        "What nobody could find",
        ("Subject", "Searches that found nothing", "Records on it"),
        rows,
        "Searches of residents and of staff. Records on it: the most that any one area has, with "
        "those for all areas. Some, and yet not found, means that they need other words.",
    )


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_ROWS]
