"""Waits for something to become so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest


async def eventually(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    """Returns when it is so; fails the test when it never is."""
    for _ in range(int(seconds / 0.02)):
        if is_so():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to be so")


async def quiet(seconds: float = 0.4) -> None:
    """Lets time pass in which nothing more should happen."""
    await asyncio.sleep(seconds)
