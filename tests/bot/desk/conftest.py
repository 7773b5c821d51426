"""The desk's tests use the factories of the hand-off."""

from __future__ import annotations

from tests.bot.handoff.conftest import make_hall

__all__ = ["make_hall"]
