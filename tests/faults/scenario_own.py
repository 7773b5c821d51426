"""Faults that need a Signpost of their own: its disk, its clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.options import ROOT
from tests.evaluation.own_signpost import copy_database
from tests.faults import breaking
from tests.faults.report import judge
from tests.faults.running import running
from tests.faults.scenario import play

_FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


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
    if not _FAKETIME:
        pytest.skip("NOT TRIED: libfaketime is not here (apt-get install libfaketime)")
    offset = tmp_path / "offset"
    offset.write_text("+0\n", "ascii")
    faked = {
        "LD_PRELOAD": str(_FAKETIME[-1]),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }
    async with running("clock", faked) as signpost:
        name = "the clock leaps an hour on, then half an hour back"
        judge(await play(name, signpost, breaking.jumping_clock(offset)))
