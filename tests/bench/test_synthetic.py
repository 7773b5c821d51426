"""The benchmark's directory is invented and always the same; its figures are counted right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.bench import report
from tests.bench.asking import MIXED, SHARES, content_questions, make_questions
from tests.bench.bringing_in import as_feed
from tests.bench.measuring import _at, _figures
from tests.bench.synthetic import Spot, make_services, read_activities
from tests.knowledge.factories import make_document

SPOTS = [Spot(f"Inventon {letter}", f"Wold {letter}") for letter in "ABCDEF"]
SERVICES = list(make_services(3000, SPOTS, "Inventshire"))


def test_it_is_the_same_each_time_and_a_longer_one_begins_like_a_shorter() -> None:
    assert list(make_services(300, SPOTS, "Inventshire")) == SERVICES[:300]
    assert make_questions(SERVICES, 5) == make_questions(SERVICES, 5)


def test_every_name_is_its_own_and_every_slug_says_that_it_is_invented() -> None:
    assert len({made.name for made in SERVICES}) == len(SERVICES)
    assert all(made.slug.startswith("synthetic-") for made in SERVICES)
    assert len({made.slug for made in SERVICES}) == len(SERVICES)


def test_services_are_spread_over_places_and_activities() -> None:
    assert {made.spot for made in SERVICES} == set(SPOTS)
    assert len({made.activity for made in SERVICES}) == len(read_activities())
    county = [made for made in SERVICES if made.areas == ("Inventshire",)]
    assert 0.07 < len(county) / len(SERVICES) < 0.13


def test_no_way_of_asking_gives_the_name_away() -> None:
    for activity in read_activities():
        assert len(activity.asks) == 3
        assert not {name.lower() for name in activity.names} & set(activity.asks)


def test_there_are_as_many_questions_of_each_kind() -> None:
    questions = make_questions(SERVICES, 7)
    assert [asked.kind for asked in questions] == [kind for kind in SHARES for _ in range(7)]
    assert sum(SHARES.values()) == pytest.approx(1)
    story = next(asked.text for asked in questions if asked.kind == "long story")
    assert len(story.split()) > 50
    documents = [make_document("one", "Village hall roof repairs", "who pays for a roof")]
    kinds = [asked.kind for asked in content_questions(documents, ["Inventon"], 7)]
    assert {kind: kinds.count(kind) for kind in SHARES} == dict.fromkeys(SHARES, 7)


def test_a_service_that_does_as_well_is_right_but_not_one_elsewhere() -> None:
    asked = next(item for item in make_questions(SERVICES, 3) if item.kind == "place and need")
    wanted = asked.wanted
    assert wanted is not None
    assert asked.is_answered_by(wanted)
    alike = [made for made in SERVICES if made.activity == wanted.activity]
    for made in alike:
        is_near = made.spot == wanted.spot or wanted.spot.area in made.areas
        assert asked.is_answered_by(made) == is_near


def test_it_is_published_as_a_feed_would_be() -> None:
    feed = as_feed(SERVICES[7])
    assert feed["id"] == SERVICES[7].slug
    assert feed["status"] == "active"


def test_percentiles_are_weighed() -> None:
    """Six parts of 1, three of 2, one of 3."""
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.6, 0.3])
    assert _at(0.5, values, weights) == 1
    assert _at(0.85, values, weights) == 2
    assert _at(0.95, values, weights) == 3


def measured(records: int, p95: float, memory: float, seconds: float) -> dict[str, Any]:
    figures = {"median_ms": p95 / 2, "p95_ms": p95, "processor_p95_ms": p95, "first_is_right": 0.5}
    return {
        "records": records, "after_mb": memory, "peak_mb": memory, "build_seconds": 1.0,
        "encoding": {"texts": 2 * records, "seconds": seconds - 1, "peak_mb": memory},
        "ours": {MIXED: figures}, "full_text": {MIXED: figures | {"first_is_right": None}},
    }  # fmt: skip


def test_the_report_says_what_was_reached_and_what_was_not() -> None:
    small, large = measured(10_000, 10, 200, 20), measured(100_000, 39, 699, 333)
    text, is_reached = report.tell([small, large], measured(800, 7.9, 200, 1), "0.5")
    assert is_reached
    assert "10 times the services cost 3.9 times the time" in text
    assert "300 records a second, at least 300" in text
    assert "NOT" not in text
    for slow in (measured(100_000, 41, 699, 333), measured(100_000, 39, 701, 333),
                 measured(100_000, 39, 699, 400)):  # fmt: skip
        text, is_reached = report.tell([small, slow], None, "0.5")
        assert not is_reached
        assert text.count("NOT REACHED") == 1
    text, is_reached = report.tell([small], measured(800, 8.1, 200, 1), "0.5")
    assert not is_reached


def test_nonsense_is_never_counted_as_right_or_wrong() -> None:
    questions = [item for item in make_questions(SERVICES, 2) if item.kind == "nonsense"]
    own = [(asked, (1.0, 1.0, ["x"])) for asked in questions]
    assert _figures(own, lambda _asked, _slug: True)["first_is_right"] is None
