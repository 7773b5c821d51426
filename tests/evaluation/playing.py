"""Plays what was written down, several conversations at a time, and keeps the verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx

from tests.evaluation.expectations import CrisisLine, Dialogue, Question
from tests.evaluation.interface import open_conversation
from tests.evaluation.judge import RIGHT, Answer, Judge, Outcome, Verdict

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Played:
    """A question, what was said to it and how it was judged."""

    question: Question
    answer: Answer
    verdict: Verdict


@dataclass(frozen=True)
class PlayedDialogue:
    """A dialogue as far as it was played: it ends at the first step that is not right."""

    dialogue: Dialogue
    transcript: tuple[tuple[str, str], ...]
    verdict: Verdict


@dataclass(frozen=True)
class PlayedCrisis:
    """A line of crisis.yml, what was said to it and how it was judged."""

    line: CrisisLine
    answer: Answer
    verdict: Verdict


@dataclass(frozen=True)
class Player:
    """Plays through one client; `at_once` conversations go on at a time."""

    client: httpx.AsyncClient
    judge: Judge
    at_once: int

    async def questions(self, questions: Sequence[Question]) -> list[Played]:
        """Plays each question in a fresh conversation; in the order given."""
        return await self._each(questions, self._question)

    async def dialogues(self, dialogues: Sequence[Dialogue]) -> list[PlayedDialogue]:
        """Plays each dialogue in a fresh conversation; in the order given."""
        return await self._each(dialogues, self._dialogue)

    async def crisis(self, lines: Sequence[CrisisLine]) -> list[PlayedCrisis]:
        """Plays each line of crisis.yml in a fresh conversation; in the order given."""
        return await self._each(lines, self._crisis_line)

    async def _question(self, question: Question) -> Played:
        answer = await self._one(question.ask)
        return Played(question, answer, self.judge.verdict(question.expected, answer))

    async def _crisis_line(self, line: CrisisLine) -> PlayedCrisis:
        answer = await self._one(line.text)
        return PlayedCrisis(line, answer, self.judge.crisis(line, answer))

    async def _one(self, text: str) -> Answer:
        conversation = await open_conversation(self.client)
        try:
            return await conversation.say(text)
        finally:
            await conversation.close()

    async def _dialogue(self, dialogue: Dialogue) -> PlayedDialogue:
        conversation = await open_conversation(self.client)
        transcript: list[tuple[str, str]] = []
        verdict, before = RIGHT, None
        try:
            for turn in dialogue.turns:
                if turn.say is not None:
                    answer = await conversation.say(turn.say)
                else:
                    answer = await conversation.choose(turn.choose or "")
                transcript.append((turn.say or f"[{turn.choose}]", answer.text or "(nothing)"))
                verdict = self.judge.verdict(turn.expected, answer, before)
                before = answer.text
                if not verdict.is_right:
                    break
        finally:
            await conversation.close()
        if verdict.outcome is not Outcome.RIGHT:
            verdict = replace(verdict, why=f"step {len(transcript)}: {verdict.why}")
        return PlayedDialogue(dialogue, tuple(transcript), verdict)

    async def _each(
        self, items: Sequence[Item], play: Callable[[Item], Awaitable[Result]]
    ) -> list[Result]:
        turnstile = asyncio.Semaphore(self.at_once)

        async def through(item: Item) -> Result:
            async with turnstile:
                return await play(item)

        return list(await asyncio.gather(*(through(item) for item in items)))
