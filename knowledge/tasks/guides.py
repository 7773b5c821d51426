"""The guidance that tasks add to their answers, as `knowledge/words/tasks.yml` lists it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


def guides(task: str, said: Iterable[str]) -> list[str]:
    """Returns the slugs of the guidance for what was said, in that order, each once."""
    listed = _file()["guides"].get(task) or {}
    return list(dict.fromkeys(str(listed[name]) for name in said if name in listed))


def meanwhile(task: str) -> str | None:
    """Returns the slug of the guidance that stands under a task's first question, or None."""
    found = _file()["meanwhile"].get(task)
    return str(found) if found else None


def every_slug() -> set[str]:
    """Returns all slugs of the file."""
    named = [slug for listed in _file()["guides"].values() for slug in (listed or {}).values()]
    return {str(slug) for slug in (*named, *_file()["meanwhile"].values())}


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "words" / "tasks.yml"
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return data
