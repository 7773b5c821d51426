"""Where the three programs find each other, and by what the engine is known."""

from __future__ import annotations

import os
import secrets

from launch.ports import LOOPBACK

DEFAULT_TRACKER_DATABASE = "sqlite:///var/tracker.db"


def inner_addresses(engine_port: int, actions_port: int) -> dict[str, str]:
    """Returns what the programs are told to find each other, and by what to know each other.

    The token of engine and action server is made anew at every start and written nowhere.
    """
    tracker = os.environ.get("TRACKER_DATABASE_URL") or DEFAULT_TRACKER_DATABASE
    token = secrets.token_urlsafe(32)
    return {**told(engine_port, actions_port, tracker), "ACTIONS_TOKEN": token}


def told(engine_port: int, actions_port: int, tracker: str) -> dict[str, str]:
    """Returns where engine, action server and trackers are, by the variables that say so."""
    return {
        "ENGINE_URL": f"http://{LOOPBACK}:{engine_port}",
        "ACTIONS_PORT": str(actions_port),
        "ACTION_ENDPOINT_URL": f"http://{LOOPBACK}:{actions_port}/webhook",
        "TRACKER_DATABASE_URL": tracker,
    }
