"""Whether 'sure', 'unsure' and 'not mine' mean what they say: how many of each were right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.composing import LIKELIEST
from knowledge.directory import Directory
from knowledge.phrases import phrase
from knowledge.site import Site
from tests.evaluation.judge import Answer, asks_which, is_crisis
from tests.evaluation.playing import Played
from tests.evaluation.tables import Row, markdown, rows

STANCES = (
    "sure",
    "unsure, the likeliest first",
    "unsure, asks which",
    "not mine, or nothing found",
    "danger",
)
"""How a reply puts itself, in the order of the table."""

BINS = (0.0, 0.15, 0.28, 0.45, 0.6, 0.75, 0.9, 0.97)
"""Where the bins of chances begin; the last ends at 1."""

_NOTHING = ("nothing", "nothing_again", "lost")


def stance(answer: Answer, doors: Sequence[str], site: Site) -> str:
    """Returns how sure a reply says that it is.

    Args:
        answer: The reply.
        doors: The texts that send a message to another door.
        site: Whose Signpost it is, for the texts that say that nothing was found.
    """
    if is_crisis(answer):
        return STANCES[4]
    if LIKELIEST in answer.text:
        return STANCES[1]
    if asks_which(answer):
        return STANCES[2]
    turned_away = [*doors, *(phrase(name, site) for name in _NOTHING)]
    return STANCES[3] if any(text in answer.text for text in turned_away) else STANCES[0]


def by_stance(played: Iterable[Played], doors: Sequence[str], site: Site) -> str:
    """Returns the table of how replies put themselves and how many of each were right."""
    found = {row.label: row for row in rows(played, lambda item: stance(item.answer, doors, site))}
    return markdown("says", [found.get(name) or Row(name) for name in STANCES])


def by_chance(played: Iterable[Played], directory: Directory) -> str:
    """Returns the reliability of the search: by the chance it gave its first record, the share
    of questions for which that record was right.

    Args:
        played: The questions; those that want no record are left out.
        directory: The same content that was played.
    """
    found: list[list[tuple[float, bool]]] = [[] for _ in BINS]
    search = directory.search()
    for item in played:
        ids = item.question.expected.entries
        for best in search.find(item.question.ask, limit=1).hits if ids else ():
            row = sum(best.chance >= start for start in BINS) - 1
            found[row].append((best.chance, best.slug in ids))
    lines = [
        "| chance given | questions | mean chance | right first |",
        "| --- | ---: | ---: | ---: |",
    ]
    for start, end, own in zip(BINS, [*BINS[1:], 1.0], found, strict=True):
        if own:
            mean = sum(chance for chance, _ in own) / len(own)
            right = sum(is_right for _, is_right in own) / len(own)
            lines.append(f"| {start:.0%} to {end:.0%} | {len(own)} | {mean:.0%} | {right:.0%} |")
    return "\n".join(lines)
