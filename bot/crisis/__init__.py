"""Safety before everything: fixed, reviewed texts for people in a crisis."""

from __future__ import annotations

from bot.crisis.check import CrisisCheck, check, crisis_check
from bot.crisis.replies import CrisisReply

__all__ = ["CrisisCheck", "CrisisReply", "check", "crisis_check"]
