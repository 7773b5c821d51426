"""The figures as tables: each row a label and its numbers, small counts of people not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.insight.counting import MEASURES
from bot.insight.snapshot import Part, RecordCount, Snapshot
from bot.insight.supply import areas, demand, gaps
from bot.insight.suppression import told
from bot.insight.table import MOST_ROWS, Numbers, Table, in_words
from bot.insight.waits import WAITS
from bot.staff.store import OUTCOMES

_ANSWERED = ("conversation", "sure", "unsure", "nothing", "not_meant")
_PEOPLE = ("handed_over", "callback", "referral", "called_back", "helped", "not_helped")
_IN_LISTS = (
    "conversation",
    "unsure",
    "nothing",
    "not_meant",
    "handed_over",
    "helped",
    "not_helped",
)


def _week(monday: date) -> str:
    return f"{monday.day} {monday:%b}"


def _by_week(found: Snapshot, measures: Iterable[str]) -> list[tuple[str, Numbers]]:
    keys = list(measures)
    return [
        (_week(monday), tuple(told(found.by_week[monday, measure]) for measure in keys))
        for monday in found.period.mondays
    ]


def weeks(found: Snapshot) -> Table:
    """Conversations and how sure the answers in them were, by week, oldest first."""
    return Table(
        "weeks",
        "Conversations, week by week",
        ("Week from", *(MEASURES[key] for key in _ANSWERED)),
        _by_week(found, _ANSWERED),
        "One conversation holds several answers. 'Not sure': several were offered to choose from. "
        "'Not what they meant': somebody said so of an answer.",
        is_time=True,
    )


def people(found: Snapshot) -> Table:
    """What was passed to people, and whether answers helped, by week, oldest first."""
    return Table(
        "people",
        "Passed to a person, called back, helped or not, week by week",
        ("Week from", *(MEASURES[key] for key in _PEOPLE)),
        _by_week(found, _PEOPLE),
        "'It helped' and 'It did not help' count those who tapped; most people tap nothing.",
        plotted=(4, 5),
        is_time=True,
    )


def _listed(found: Snapshot, part: Part, key: str, title: str, head: str, note: str = "") -> Table:
    counts = {measure: found.by(part, measure) for measure in _IN_LISTS}
    names = sorted(set().union(*counts.values()), key=lambda name: (_size(counts, name), name))
    rows = [
        (in_words(name), tuple(told(counts[measure][name]) for measure in _IN_LISTS))
        for name in names[:MOST_ROWS]
    ]
    columns = (head, *(MEASURES[measure] for measure in _IN_LISTS))
    return Table(key, title, columns, rows, note)


def _size(counts: dict[str, Counter[str]], name: str) -> tuple[int, int]:
    return -counts["conversation"][name], -sum(of[name] for of in counts.values())


def subjects(found: Snapshot) -> Table:
    """What conversations were about, and how they went."""
    return _listed(found, "subject", "subjects", "What people asked about", "Subject")


def channels(found: Snapshot) -> Table:
    """The ways in."""
    note = "What staff passed on for a caller is counted under Staff, without a conversation."
    return _listed(found, "channel", "channels", "How people come", "Way in", note)


def waits(found: Snapshot) -> Table:
    """How long residents waited for an adviser."""
    rows: list[tuple[str, Numbers]] = [
        (label, (told(found.total(key)),)) for key, label in WAITS.items()
    ]
    title = "How long people waited for an adviser"
    return Table(
        "waits", title, ("Wait", "People"), rows if any(r[1][0] != 0 for r in rows) else []
    )


def signposted(found: Snapshot) -> Table:
    """Where staff pointed callers, by subject, and what became of it."""
    listed = sorted(found.signposts.items(), key=lambda item: (-item[1].total(), item[0]))
    return Table(
        "signposts",
        "Where staff pointed callers, and what became of it",
        ("Subject", "Signposts", *OUTCOMES.values()),
        [
            (
                in_words(subject),
                (told(counts.total()), *(told(counts[key]) for key in OUTCOMES)),
            )
            for subject, counts in listed[:MOST_ROWS]
        ],
        "What became of it is known only where a caller told it later.",
    )


def _pointed_to(found: Snapshot, kinds: Sequence[str], key: str, title: str) -> Table:
    def much(item: RecordCount) -> tuple[int, str]:
        return -(item.shown + item.given), item.name

    listed = sorted((item for item in found.records if item.kind in kinds), key=much)
    return Table(
        key,
        title,
        ("Name", "Answers that showed it", "Given by staff"),
        [(item.name, (told(item.shown), told(item.given))) for item in listed[:MOST_ROWS]],
    )


def funds(found: Snapshot) -> Table:
    """The funds that were pointed to most."""
    return _pointed_to(found, ("fund",), "funds", "Funds most signposted")


def services(found: Snapshot) -> Table:
    """The services, groups and ways to volunteer that were pointed to most."""
    kinds = ("service", "opportunity", "organisation")
    return _pointed_to(found, kinds, "services", "Services and volunteering most signposted")


def freshness(found: Snapshot) -> Table:
    """How lately records were checked by a person."""
    labels = {
        "assured": "Checked in the last 90 days",
        "older": "Checked longer ago",
        "never": "Never checked by a person",
    }
    rows: list[tuple[str, Numbers]] = [
        (label, (found.tiers[tier],)) for tier, label in labels.items()
    ]
    title = "How fresh the directory is"
    return Table("freshness", title, ("Last check", "Records"), rows, "Every record that is shown.")


TABLES: dict[str, Callable[[Snapshot], Table]] = {
    "weeks": weeks,
    "subjects": subjects,
    "areas": areas,
    "demand": demand,
    "gaps": gaps,
    "channels": channels,
    "people": people,
    "waits": waits,
    "signposts": signposted,
    "funds": funds,
    "services": services,
    "freshness": freshness,
}
"""Every table by its key, in the order of the page."""
