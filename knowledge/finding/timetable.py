"""When each record is on, from its rules or, where it has none, from its words."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.finding.hours import Span, minutes_of, week_of
from knowledge.finding.texts import Times, slots_of, times_in
from knowledge.models import Schedule, ServiceAtLocation

_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


class Timetable:
    """The schedules of all records, read once.

    Args:
        session: An open session.
        today: A rule that begins later is not yet one to go by.
    """

    def __init__(self, session: Session, today: date) -> None:
        self._today = today
        self._rules: dict[uuid.UUID, list[Schedule]] = defaultdict(list)
        ruled = or_(Schedule.byday.is_not(None), Schedule.freq.is_not(None))
        at: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        rows = session.execute(
            select(ServiceAtLocation.id, ServiceAtLocation.location_id, ServiceAtLocation.record_id)
        )
        for own, location, record in rows:
            at[own].add(record)
            at[location].add(record)
        for schedule in session.scalars(select(Schedule).where(ruled)):
            for record in self._owners(schedule, at):
                self._rules[record].append(schedule)

    def has_rules(self, record: uuid.UUID) -> bool:
        """Says whether there are rules for a record."""
        return record in self._rules

    def of(self, record: uuid.UUID, words: str | None) -> Times:
        """Returns when a record is on.

        Its week is known only where every rule is a plain one with days and times; a rule for every
        other week, or for a day of the month, says on which days it may be and no more.
        """
        rules = self._rules.get(record)
        if not rules:
            return times_in(words)
        plain = [_plain(rule, self._today) for rule in rules]
        week = week_of(rule for rule in plain if rule is not None)
        sure = slots_of(week) if week else 0
        maybe = 0
        for rule, known in zip(rules, plain, strict=True):
            if known is None:
                maybe |= _maybe(rule)
        return Times(sure, maybe, None if maybe else week)

    def _owners(self, schedule: Schedule, at: dict[uuid.UUID, set[uuid.UUID]]) -> set[uuid.UUID]:
        if schedule.record_id is not None:
            return {schedule.record_id}
        held = schedule.service_at_location_id or schedule.location_id
        return at.get(held, set()) if held else set()


def _plain(rule: Schedule, today: date) -> tuple[list[int], Span] | None:
    opens, closes = minutes_of(rule.opens_at or ""), minutes_of(rule.closes_at or "")
    days = _days(rule.byday)
    if rule.freq not in (None, "WEEKLY") or rule.interval not in (None, 1) or not days:
        return None
    begins = max(filter(None, (rule.valid_from, rule.starts_on)), default=today)
    if begins > today or any((rule.valid_to, rule.until, rule.count)):
        return None
    if opens is None or closes is None:
        return None
    return days, (opens, closes + 1440 if closes <= opens else closes)


def _days(byday: str | None) -> list[int]:
    names = (byday or "").upper().replace(" ", "").split(",")
    return [_DAYS[name] for name in names if name in _DAYS]


def _maybe(rule: Schedule) -> int:
    names = [name.strip()[-2:] for name in (rule.byday or "").upper().split(",")]
    days: Any = [_DAYS[name] for name in names if name in _DAYS] or range(7)
    opens, closes = minutes_of(rule.opens_at or ""), minutes_of(rule.closes_at or "")
    week = week_of([(days, (opens if opens is not None else 0, closes or 1440))])
    return slots_of(week) if week else 0
