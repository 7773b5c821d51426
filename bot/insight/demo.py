"""Invented figures, so that a new council sees what the pages will look like.

All of it stands in `demo_count` and nowhere else, is shown on pages of its own that say so, and
goes with one command. Nothing in it is about a real person, service or fund.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.insight.counting import MEASURES
from bot.insight.models import DemoCount
from bot.insight.reading import SUPPLY_OF
from bot.insight.snapshot import Period, RecordCount, Snapshot
from bot.insight.waits import WAITS
from bot.staff.store import OUTCOMES
from knowledge.assurance.demand import monday_of
from knowledge.errors import NotFound
from knowledge.site import Site

_SEED = 20261125
_WEEKS = 26
_ROWS_AT_ONCE = 500
_RATES = {
    "conversation": 1.0, "sure": 1.7, "unsure": 0.32, "nothing": 0.16, "not_meant": 0.1,
    "handed_over": 0.09, "callback": 0.05, "referral": 0.02, "called_back": 0.05, "helped": 0.3,
    "not_helped": 0.05,
}  # fmt: skip
"""How often each thing happens, by conversation."""

_SUBJECTS = {
    "find_local_help": 9, "find_funding": 6, "find_volunteering": 5, "save_building": 2,
    "choose_structure": 2, "have_say": 1, "": 2,
}  # fmt: skip
_CHANNELS = {"web": 0.85, "telegram": 0.15}
_WAITS = {
    "wait_1": 5, "wait_3": 7, "wait_10": 3, "wait_30": 1, "wait_more": 0.3, "wait_left": 1.5,
}  # fmt: skip
_UNMET = ("Counselling", "Debt advice", "Men's sheds", "Respite care", "Community transport")
_GIVEN = ("support-services", "funding", "volunteering", "community-rights")

_COLUMNS = (
    DemoCount.day, DemoCount.measure, DemoCount.subject, DemoCount.district, DemoCount.channel,
    DemoCount.count.label("number"),
)  # fmt: skip

Row = dict[str, Any]


def add_demo(session: Session, site: Site, today: date) -> int:
    """Fills the table with invented figures of half a year; says how many rows. Does not commit.

    What was invented before goes first. The same day and site give the same figures.
    """
    remove_demo(session)
    rows = list(_invented(site, today))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(DemoCount), rows[start : start + _ROWS_AT_ONCE])
    return len(rows)


def remove_demo(session: Session) -> int:
    """Removes every invented figure; says how many rows that were. Does not commit."""
    count = session.scalar(select(func.count()).select_from(DemoCount)) or 0
    session.execute(delete(DemoCount))
    return count


def has_demo(session: Session) -> bool:
    """Says whether there are invented figures."""
    return session.scalar(select(DemoCount.day).limit(1)) is not None


def _invented(site: Site, today: date) -> Iterator[Row]:
    chance = random.Random(_SEED)  # noqa: S311 - no secret # nosec B311
    areas = ["", *site.areas.districts]
    weight = {area: 0.5 + chance.random() for area in areas}
    first = monday_of(today) - timedelta(weeks=_WEEKS - 1)
    for number in range(_WEEKS):
        day, grows = first + timedelta(weeks=number), 0.7 + number / _WEEKS
        yield from _week(chance, day, grows, weight)
        for subject in _UNMET:
            for area in site.areas.districts:
                yield _row(day, "unmet", chance.randrange(3), subject, area)
        for measure, rate in _WAITS.items():
            yield _row(day, measure, round(rate * grows * (1 + chance.random())))
        yield from _pointed(chance, day)
    yield from _state(chance, first, site)


def _row(
    day: date, measure: str, count: int, subject: str = "", district: str = "", channel: str = ""
) -> Row:
    return {
        "day": day, "measure": measure, "subject": subject, "district": district,
        "channel": channel, "count": count,
    }  # fmt: skip


def _week(
    chance: random.Random, day: date, grows: float, weight: dict[str, float]
) -> Iterator[Row]:
    for subject, size in _SUBJECTS.items():
        for area, share in weight.items():
            for channel, part in _CHANNELS.items():
                talks = size * share * part * grows * (0.6 + 0.8 * chance.random())
                for measure, rate in _RATES.items():
                    # A part of one happens now and then.
                    count = int(talks * rate + chance.random())
                    if count:
                        yield _row(day, measure, count, subject, area, channel)


def _pointed(chance: random.Random, day: date) -> Iterator[Row]:
    for kind in ("fund", "service"):
        for number in range(1, 9):
            name = f"An invented {kind} {number}"
            yield _row(day, f"shown_{kind}", round(30 / number * chance.random()), name)
            yield _row(day, f"given_{kind}", round(9 / number * chance.random()), name)
    for subject in _GIVEN:
        for outcome in ("", *OUTCOMES):
            most = 2 if outcome in {"not_right", "no_answer"} else 6
            yield _row(day, "signpost", chance.randrange(most), subject, "", outcome)


def _state(chance: random.Random, day: date, site: Site) -> Iterator[Row]:
    """How things stand: what there is, how fresh it is, and what waits."""
    for subject in (*SUPPLY_OF, *_UNMET):
        yield _row(day, "supply_wide", chance.randrange(9), subject)
        for area in site.areas.districts:
            yield _row(day, "supply_local", max(0, chance.randrange(-3, 12)), subject, area)
    for area in site.areas.districts:
        yield _row(day, "supply_service", chance.randrange(8, 60), "", area)
    stands = {
        "tier_assured": 610, "tier_older": 140, "tier_never": 90, "is_checked": 690,
        "needs_check": 150, "wait_minutes": 2, "late": 0, "queue": 2,
    }  # fmt: skip
    for measure, count in stands.items():
        yield _row(day, measure, count)


def read_demo(session: Session, period: Period) -> Snapshot:
    """Returns the invented figures of a period.

    Raises:
        NotFound: When there are none.
    """
    if not has_demo(session):
        raise NotFound("There are no invented figures here. Whoever runs this can add them.")
    found = Snapshot(period, is_demo=True)
    records: dict[str, RecordCount] = {}
    for row in session.execute(select(*_COLUMNS)):
        if row.measure in MEASURES or row.measure in WAITS:
            if period.first <= row.day <= period.last:
                key = (row.measure, row.subject, row.district, row.channel)
                found.add(row.day, key, row.number)
        elif row.measure.startswith(("unmet", "shown", "given", "signpost")):
            if period.first <= row.day <= period.last:
                _add_pointer(found, records, row)
        else:
            _set_state(found, row)
    found.records = list(records.values())
    return found


def _add_pointer(found: Snapshot, records: dict[str, RecordCount], row: Any) -> None:
    what, _, kind = row.measure.partition("_")
    if what == "unmet":
        found.unmet[row.subject, row.district] += row.number
    elif what == "signpost":
        found.signposts.setdefault(row.subject, Counter())[row.channel] += row.number
    else:
        record = records.setdefault(row.subject, RecordCount(row.subject, kind))
        if what == "shown":
            record.shown += row.number
        else:
            record.given += row.number


def _set_state(found: Snapshot, row: Any) -> None:
    what, _, which = row.measure.partition("_")
    good, whole = found.checked
    match what, which:
        case "supply", "local":
            found.supply.local[row.subject, row.district] += row.number
        case "supply", "wide":
            found.supply.wide[row.subject] += row.number
        case "supply", _:
            found.supply.services[row.district] += row.number
        case "tier", _:
            found.tiers[which] += row.number
        case "wait", _:
            found.wait_minutes = float(row.number)
        case "late", _:
            found.late_callbacks = row.number
        case "queue", _:
            found.queue = row.number
        case "is", _:
            found.checked = (good + row.number, whole + row.number)
        case "needs", _:
            found.checked = (good, whole + row.number)
