"""The page of 'try it': both answers side by side, what would move, and what cannot be tried."""

from __future__ import annotations

import pytest

from knowledge.editing.trying import Moved, Question, Tried
from knowledge.errors import Unavailable
from knowledge.models import Contact
from knowledge.replies import Reply
from knowledge.wishes import Answer, Outcome
from tests.bot.conftest import Bench
from tests.bot.editing.conftest import know
from tests.bot.people import Person, signed_in
from tests.knowledge.records import make_record_of


class _Trials:
    """Answers as it is told, without a directory."""

    fails = False

    def ask(self, change_id: int, text: str) -> Tried:
        if self.fails:
            raise Unavailable("There is no directory.")
        return Tried(
            Answer(Reply(""), Outcome.NOTHING),
            Answer(Reply(f"Change {change_id} says <b>this</b> to {text}"), Outcome.SURE),
        )

    def moved(self, _change_id: int) -> tuple[list[Moved], int]:
        asked = Question("where is the office", ("office",), is_evaluation=True)
        return [Moved(asked, "Another", "An office", was_right=False, is_right=True)], 40


@pytest.fixture
async def ann(bench: Bench) -> Person:
    """An editor, with one change that waits."""
    await know(bench.app.state.accounts, make_record_of(Contact, slug="office", name="An office"))
    bench.app.state.trials = _Trials()
    ann = await signed_in(bench, "editor", name="ann")
    await ann.post("/edit/records/office", **{"f-phone": "0116 496 0001"}, reason="They rang.")
    return ann


async def test_both_answers_stand_side_by_side(ann: Person) -> None:
    page = await ann.client.get("/edit/changes/1/try")
    assert page.status_code == 200
    assert "Ask as a resident would" in page.text
    page = await ann.client.get("/edit/changes/1/try", params={"q": "hello  there"})
    assert "Nothing is found." in page.text
    assert "Change 1 says &lt;b&gt;this&lt;/b&gt; to hello there" in page.text


async def test_questions_that_would_move_are_listed(ann: Person) -> None:
    page = await ann.client.get("/edit/changes/1/try", params={"known": "1"})
    assert "1 of 40 known questions" in page.text
    assert "where is the office" in page.text
    assert "better" in page.text


async def test_what_cannot_be_tried_is_said(bench: Bench, ann: Person) -> None:
    bench.app.state.trials.fails = True
    page = await ann.client.get("/edit/changes/1/try", params={"q": "hello"})
    assert page.status_code == 503
    assert "There is no directory." in page.text
    assert (await ann.client.get("/edit/changes/9/try")).status_code == 404
