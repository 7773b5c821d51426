"""The page of figures keeps what was measured and shows it unchanged."""

from __future__ import annotations

import re

from tests.figures import MEASURES, PAGE, ROOT, page_of, parts_of, told


def test_what_is_written_is_read_again_and_keeps_its_order() -> None:
    parts = {measure.target: f"## {measure.title}\n\n```\n1\n```\n" for measure in MEASURES}
    turned = dict(reversed(parts.items()))
    assert parts_of(page_of(turned)) == parts
    assert list(parts_of(page_of(turned))) == [measure.target for measure in MEASURES]


def test_the_last_lines_are_shown_without_the_signs_of_going_on() -> None:
    output = "Training ...\nTraining: 30 s so far\n\x1b[1mfirst\x1b[0m\nsecond  \nmake: *** [x] 1\n"
    assert told(output, 10) == "first\nsecond"
    assert told(output, 1) == "second"


def test_every_measure_is_a_target_that_anyone_can_run() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    assert {measure.target for measure in MEASURES} <= targets


def test_the_page_holds_nothing_that_was_typed_by_hand() -> None:
    page = PAGE.read_text("utf-8")
    assert page_of(parts_of(page)) == page
