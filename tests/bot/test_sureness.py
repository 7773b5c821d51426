"""How sure an answer was is kept beside it, for those who count, and shown to nobody."""

from __future__ import annotations

from knowledge.replies import Reply
from tests.bot.conftest import Bench


async def test_it_is_kept_beside_the_answer_and_not_shown(bench: Bench) -> None:
    bench.engine.replies = [Reply("Which of these?", sureness="unsure"), Reply("And this.")]
    resident = await bench.open()
    answer = await resident.send(text="our group")
    assert answer.status_code == 200
    assert "sureness" not in answer.text
    kept = bench.rows("SELECT text, sureness FROM message WHERE sender = 'assistant' ORDER BY id")
    assert [sureness for _, sureness in kept] == [None, "unsure", None]
