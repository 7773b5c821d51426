"""Strict, then what may fit, then what nearly does; each step is said. All records are invented."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import Fact, Facts, Spot
from knowledge.finding.hours import parse_hours
from knowledge.finding.records import FoundList, take_steps
from knowledge.finding.steps import Steps
from knowledge.finding.texts import Times, times_in
from knowledge.finding.where import Where, how_far, where_of
from knowledge.gazetteer import Gazetteer, PlaceName

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE = (52.70, -1.00)
WHERE = Where("Inventon", ("Inventshire",), frozenset({"Greatshire"}), frozenset({"Nextshire"}),
              HERE, is_settlement=True)  # fmt: skip


def fact(slug: str, **changes: Any) -> Fact:
    base = Fact(slug, "service", f"Invented {slug}", areas=("Inventshire",), source_on=TODAY)
    return replace(base, **changes)


def at(km_north: float, town: str | None = None, *, is_rough: bool = False) -> tuple[Spot, ...]:
    return (Spot(HERE[0] + km_north / 111.2, HERE[1], town, is_rough),)


def found(
    facts: list[Fact],
    criteria: Criteria,
    where: Where = WHERE,
    limit: int | None = 4,
    without: Collection[str] = (),
) -> FoundList:
    all_facts = Facts(facts)
    steps = Steps(all_facts, criteria, where, TODAY)
    return take_steps(
        steps, all_facts, criteria, where,
        lambda mask: [int(row) for row in np.flatnonzero(mask)], NOW, shown=slice(limit),
        without=without,
    )  # fmt: skip


FREE = Criteria(cost="free")
NEAR = Criteria(is_near=True)


def test_what_fits_for_sure_needs_no_words() -> None:
    answer = found([fact("a", is_free=True, spots=at(0)), fact("b", is_free=False)], FREE)
    assert (answer.slugs, answer.said, answer.step) == (("a",), "", "strict")
    assert "Fits: free" in answer.records[0].notes


def test_what_is_not_known_comes_after_what_is_sure_and_says_so() -> None:
    answer = found(
        [fact("b"), fact("a", is_free=True, spots=at(0)), fact("c", is_free=False)], FREE
    )
    assert answer.slugs == ("a", "b")
    assert answer.step == "maybe"
    assert answer.said == (
        "Only the first one fits for sure. I do not know if the others are free for Inventon."
    )
    assert "Not known: whether it is free. Ask first." in answer.records[1].notes
    assert [record.is_sure for record in answer.records] == [True, False]


def test_nothing_sure_is_said() -> None:
    answer = found([fact("b")], FREE)
    assert answer.said == (
        "I know of nothing that is surely free for Inventon. These may be: ask them first."
    )


def test_the_rest_of_the_district_is_named_when_nothing_is_in_the_village() -> None:
    answer = found([fact("a", is_free=True, spots=at(9, "Farton"))], FREE)
    assert answer.said == (
        "I found nothing free in Inventon itself, so these are in the rest of Inventshire or "
        "serve it from elsewhere."
    )
    assert any(
        note.startswith("Where: in Farton, about 6 miles") for note in answer.records[0].notes
    )


def test_a_criterion_is_given_up_and_named_when_nothing_else_helps() -> None:
    answer = found([fact("a", is_free=False)], FREE)
    assert answer.step == "without cost"
    assert answer.said == (
        "I found nothing free for Inventon. These are not surely free: some are not, or I do not "
        "know. Ask them first."
    )


def test_time_is_given_up_before_cost() -> None:
    shut = Times(0b1, 0)
    asked = Criteria(cost="free", days=frozenset({5}))
    answer = found([fact("a", is_free=True, times=shut), fact("b", is_free=False)], asked)
    assert (answer.slugs, answer.step) == (("a",), "without when")


def test_the_neighbours_come_last() -> None:
    answer = found([fact("a", areas=("Nextshire",)), fact("b", areas=("Farshire",))], Criteria())
    assert (answer.slugs, answer.step) == (("a",), "beside")
    assert answer.said.endswith(
        "so these are next to it, in Nextshire. Ask if they take people from Inventon."
    )


def test_nothing_is_said_to_be_nothing() -> None:
    answer = found([fact("a", areas=("Farshire",))], FREE)
    assert (answer.slugs, answer.step) == ((), "nothing")
    assert answer.said == "I found nothing free for Inventon."


def test_serving_an_area_and_being_near_are_two_things() -> None:
    rows = [
        fact("far", spots=at(30), areas=("Inventshire",)),
        fact("near", spots=at(2), areas=("Nextshire",)),
        fact("line", areas=("England",)),
    ]
    assert set(found(rows, Criteria()).slugs) == {"far", "line"}
    near = found(rows, NEAR)
    assert near.slugs == ("near", "line")
    assert "How far: not known. It serves your area." in near.records[1].notes


def test_further_away_is_said() -> None:
    answer = found([fact("b", spots=at(30)), fact("a", spots=at(20))], NEAR)
    assert (answer.slugs, answer.step) == (("a", "b"), "further")
    assert answer.said == (
        "I found nothing within 5 miles of Inventon, so these are the nearest that I know of."
    )


def test_the_nearest_comes_first_where_asked() -> None:
    rows = [fact("c", spots=at(3)), fact("b", spots=at(2)), fact("a", spots=at(1))]
    asked = Criteria(is_near=True, nearest_first=True)
    assert found(rows, asked).slugs == ("a", "b", "c")


def test_a_position_of_ones_own_counts() -> None:
    gazetteer = Gazetteer([])
    asked = Criteria(is_near=True, position=HERE)
    answer = found([fact("a", spots=at(2))], asked, where_of(gazetteer, None, asked))
    assert answer.slugs == ("a",)


def test_open_now_is_a_sort_and_not_a_filter() -> None:
    morning, day = times_in("Tuesday 9am to 10am"), times_in("Tuesday 9am to 5pm")
    rows = [fact("shut", times=morning), fact("unknown"), fact("open", times=day)]
    answer = found(rows, Criteria(open_first=True))
    assert answer.slugs[0] == "open"
    assert set(answer.slugs) == {"shut", "unknown", "open"}
    notes = {record.slug: record.notes for record in answer.records}
    assert "Now: Open now, until 5pm." in notes["open"]
    assert "Now: Closed now. Opens on Tuesday 1 December at 9am." in notes["shut"]
    assert "Hours: not known for sure. Look at its page first." in notes["unknown"]


def test_an_age_that_is_not_allowed_is_never_shown_as_allowed() -> None:
    rows = [fact("adults", ages=(18, None)), fact("teens", ages=(13, 18))]
    answer = found(rows, Criteria(age=14))
    assert answer.slugs == ("teens",)
    assert "Ages: 13 to 18" in answer.records[0].notes
    only = found(rows[:1], Criteria(age=14))
    assert only.step == "without age"
    assert "not surely for age 14" in only.said


def test_closed_things_are_never_listed() -> None:
    rows = [
        fact("closed", is_closed=True), fact("shut", is_shut=True),
        fact("over", ends_on=date(2026, 11, 23)), fact("coming", starts_on=date(2026, 11, 25)),
    ]  # fmt: skip
    assert found(rows, Criteria()).slugs == ()


def test_the_same_thing_is_listed_once_as_the_service() -> None:
    rows = [
        fact("body", kind="organisation", title="Invented help"),
        fact("help", kind="service", title="Invented help", owner="Invented help"),
        fact("other", kind="service", title="Invented help", owner="Another body"),
    ]
    assert found(rows, Criteria()).slugs == ("help", "other")


def test_what_is_old_comes_later() -> None:
    rows = [fact("old", source_on=date(2021, 1, 1)), fact("new"), fact("newer")]
    assert found(rows, Criteria()).slugs == ("new", "newer", "old")


def test_more_leaves_out_what_was_shown() -> None:
    rows = [fact(name) for name in "abcdef"]
    first = found(rows, Criteria())
    assert first.has_more
    rest = found(rows, Criteria(), without=first.slugs)
    assert {*first.slugs, *rest.slugs} == set("abcdef")
    assert not rest.has_more


def test_all_are_given_without_a_limit() -> None:
    rows = [fact(str(number)) for number in range(30)]
    assert len(found(rows, FREE, limit=None).slugs) == 30


@pytest.mark.parametrize(
    ("spot", "said"),
    [
        (at(0, "Inventon", is_rough=True), "in Inventon"),
        (at(12, "Farton", is_rough=True), "in Farton, about 7 miles away (12 km)"),
        (at(12), "about 7 miles away (12 km)"),
        (at(1, "Nearton"), "in Nearton, less than a mile away"),
        (at(1, is_rough=True), "about a mile away or less"),
        (at(1.7), "about 1 mile away (2 km)"),
    ],
)
def test_distances_are_said_no_more_exactly_than_they_are_known(
    spot: tuple[Spot, ...], said: str
) -> None:
    assert how_far(spot[0], WHERE) == said


def test_without_a_place_only_the_town_is_said() -> None:
    assert how_far(at(3, "Farton")[0], Where()) == "in Farton"
    assert how_far(at(3)[0], Where()) is None


def test_a_council_area_is_measured_from_the_town_of_its_name() -> None:
    area = PlaceName("area", "Invent", kind="district", districts=("Invent",), latitude=50.0,
                     longitude=0.0)  # fmt: skip
    town = PlaceName("town", "Invent Market", also=("Invent",), kind="town", districts=("Invent",),
                     latitude=52.7, longitude=-1.0)  # fmt: skip
    assert where_of(Gazetteer([area, town]), area, NEAR).position == (52.7, -1.0)
    assert where_of(Gazetteer([area]), area, NEAR).position is None


def test_a_week_is_read_from_words() -> None:
    assert parse_hours("Tuesday 9am to 5pm") == times_in("Tuesday 9am to 5pm").week
