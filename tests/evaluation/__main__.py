"""Plays the evaluation: `python -m tests.evaluation`, or `make evaluate`.

Ends with 0 when the floor is reached, 1 when it is not, 2 when it could not be played.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from knowledge.directory import Directory
from knowledge.errors import Unavailable
from knowledge.phrases import door_texts
from knowledge.settings import Settings
from knowledge.site import load_site
from tests.evaluation import calibration, report, summary, tables
from tests.evaluation.baselines.beside import play_baselines
from tests.evaluation.doors import read_doors
from tests.evaluation.expectations import (
    Question,
    read_crisis,
    read_dialogues,
    read_questions,
)
from tests.evaluation.interface import NotReachable
from tests.evaluation.judge import Judge
from tests.evaluation.options import HERE, ROOT, OptionError, Options, read_options
from tests.evaluation.own_signpost import own_signpost
from tests.evaluation.playing import Played, PlayedCrisis, PlayedDialogue, Player
from tests.evaluation.records import read_records

REPLY_SECONDS = 30
RESULTS = HERE / "results"


@dataclass(frozen=True)
class Outcomes:
    """All that was played."""

    questions: list[Played]
    dialogues: list[PlayedDialogue]
    crisis: list[PlayedCrisis]
    baselines: dict[str, list[Played]]
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Plays, reports and returns the exit status."""
    try:
        options = read_options(arguments)
        outcomes = asyncio.run(_play(options))
    except (NotReachable, OptionError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return _tell(options, outcomes)


async def _play(options: Options) -> Outcomes:
    settings = Settings.from_environment()
    judge = Judge(read_records(ROOT / settings.content_folder), read_doors(HERE / "doors.yml"))
    questions = _wanted(read_questions(HERE / "questions"), options)
    async with _address(options) as address, _client(address) as client:
        player = Player(client, judge, options.at_once)
        began = time.monotonic()
        played = await player.questions(questions)
        dialogues = crisis = None
        if not options.subjects:
            dialogues = await player.dialogues(read_dialogues(HERE / "dialogues"))
            crisis = await player.crisis(read_crisis(HERE / "crisis.yml"))
        seconds = time.monotonic() - began
    baselines = play_baselines(questions, judge, options) if options.baselines else {}
    return Outcomes(played, dialogues or [], crisis or [], baselines, seconds)


def _calibration(played: Sequence[Played]) -> list[summary.Section]:
    """Returns whether what was said to be sure was right; needs the content that was played."""
    settings = Settings.from_environment()
    site = load_site(ROOT / settings.site_file)
    by_stance = calibration.by_stance(played, door_texts(site), site)
    shown = [summary.Section("What it says of itself", by_stance)]
    try:
        directory = Directory(settings)
    except Unavailable:
        return shown
    try:
        chances = calibration.by_chance(played, directory)
    finally:
        directory.close()
    return [*shown, summary.Section("The search's chances", chances)]


@asynccontextmanager
async def _address(options: Options) -> AsyncIterator[str]:
    if options.base_url is not None:
        yield options.base_url
        return
    async with own_signpost() as address:
        yield address


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=REPLY_SECONDS)


def _wanted(questions: list[Question], options: Options) -> list[Question]:
    kept = [item for item in questions if not options.subjects or item.subject in options.subjects]
    if not kept:
        raise OptionError(f"There are no questions on {', '.join(options.subjects)}.")
    return kept


def _tell(options: Options, outcomes: Outcomes) -> int:
    RESULTS.mkdir(exist_ok=True)
    told = report.failures(outcomes.questions, outcomes.dialogues, outcomes.crisis)
    (RESULTS / "failures.md").write_text(told, encoding="utf-8")
    sections = summary.sections(
        outcomes.questions, outcomes.dialogues, outcomes.crisis, outcomes.baselines
    )
    sections += _calibration(outcomes.questions)
    for section in sections:
        print(f"\n{section.title}\n{tables.aligned(section.table)}")
    lines = summary.lines(outcomes.questions, outcomes.dialogues, outcomes.crisis)
    print("\n" + "\n".join(lines))
    print(
        f"Played in {outcomes.seconds:.0f} s. What was not right: "
        f"{(RESULTS / 'failures.md').relative_to(ROOT)}"
    )
    figures = summary.document(sections, lines, outcomes.seconds)
    (RESULTS / "figures.md").write_text(figures + "\n", encoding="utf-8")
    if options.write:
        report.put_figures(ROOT / "docs" / "evaluation.md", figures)
    faults = summary.below_the_floor(
        outcomes.questions, outcomes.dialogues, outcomes.crisis, options
    )
    for fault in faults:
        print(f"Below the floor: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
