"""Faults that need a Signpost of their own: its disk, its clock."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.evaluation.options import ROOT
from tests.evaluation.own_signpost import copy_database
from tests.faults import breaking
from tests.faults.report import judge
from tests.faults.running import running
from tests.faults.scenario import play


async def test_nothing_is_lost_when_the_disk_is_full(disk: Path) -> None:
    async with running(disk.name) as signpost:
        judge(await play("the disk is full for 15 s", signpost, breaking.fill_disk))


async def test_nothing_is_lost_when_the_disk_is_read_only(disk: Path) -> None:
    # What the launcher itself writes is elsewhere: a disk with an open file cannot be locked.
    where = {
        "DATABASE_URL": f"sqlite:///{disk / 'signpost.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{disk / 'tracker.db'}",
    }
    copy_database(ROOT / "var" / "signpost.db", disk / "signpost.db")
    async with running("read-only", where) as signpost:
        name = "killed, and the database read-only for 15 s"
        judge(await play(name, signpost, breaking.read_only(disk)))


async def test_nothing_is_lost_when_the_clock_leaps(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("NOT TRIED: there is no C compiler here (apt-get install gcc libc6-dev)")
    offset, library = tmp_path / "offset", tmp_path / "clock.so"
    source = str(Path(__file__).with_name("clock.c"))
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), source, "-ldl"]
    await asyncio.to_thread(subprocess.run, command, check=True)
    breaking.set_clock(offset, 0)
    faked = {"LD_PRELOAD": str(library), "CLOCK_OFFSET_FILE": str(offset)}
    async with running("clock", faked) as signpost:
        name = "the clock leaps: an hour on, half an hour back, 400 days on, and right again"
        judge(await play(name, signpost, breaking.jumping_clock(offset)))
