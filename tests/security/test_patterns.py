"""Every regular expression of the code against texts that are made to keep it busy.

Judged by how its work grows with the length of the text, counted in the processor's time of this
thread, and not by the clock. What a resident types has a limit of 1,000 characters and a body one
of 16 KB, so that work which grows with the square is some milliseconds; anything steeper is a way
to stop the service and fails.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import actions
import bot
import knowledge

ROOT = Path(__file__).parents[2]
_NEEDLES = (
    *("a", "1", " ", "\n", "\t", "-", ".", ",", "'", '"', "(", "[", "<", "/", "@", "£", "%", "é"),
    *("a ", "1 ", "0 ", "\n ", "a.", "a-", "a@", "1,", "1.", "1-", "9 -", "a1", "1a", "; ", ", "),
    *("http://a", "www.", "<title", "<a ", "&a;", "LE1 ", "+44 ", "07 ", "12:", "1st ", "am "),
    *("the ", "and ", "to ", "my name is ", "i am ", "and and ", "\u0301", "\u200b", "ﷺ"),
)
_STEEPEST = 40.0
"""How much longer four times the text may take: 16 is the square, 64 the cube."""


def _modules() -> Iterator[ModuleType]:
    for package in (bot, knowledge, actions):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                importlib.import_module(found.name)
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"bot", "knowledge", "actions"}:
            yield module


def _in(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from _in(part, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        yield from _in([*value, *value.values()], depth + 1)


def _in_functions() -> Iterator[tuple[re.Pattern[Any], str]]:
    """The ones that stand in a call, such as `re.sub(r"…", …)`."""
    for folder in ("bot", "knowledge", "actions"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                    first = node.args[0] if node.args else None
                    if isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes)):
                        yield re.compile(first.value), f"{file.relative_to(ROOT)}:{node.lineno}"


def _all() -> dict[re.Pattern[Any], str]:
    found: dict[re.Pattern[Any], str] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _in(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
    for pattern, where in _in_functions():
        found.setdefault(pattern, where)
    return found


def _work(pattern: re.Pattern[Any], needle: str, size: int, tries: int = 1) -> float:
    """The least processor time that looking through a text of a size has taken."""
    text: Any = (needle * (size // len(needle) + 1))[:size] + "!\x00"
    text = text.encode() if isinstance(pattern.pattern, bytes) else text
    least = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        for _found in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
        least = min(least, time.thread_time() - began)
    return least


def growth(pattern: re.Pattern[Any], needle: str) -> float:
    """How much longer four times the text takes; 0 for the quick, infinite for what explodes."""
    for size in (16, 20, 24, 28, 32, 40, 56, 80, 120):
        if _work(pattern, needle, size) > 0.05 and _work(pattern, needle, size, 3) > 0.05:
            return float("inf")
    if _work(pattern, needle, 800) < 0.004:
        return 0.0
    return _work(pattern, needle, 1600, 3) / max(_work(pattern, needle, 400, 3), 1e-6)


def test_no_pattern_can_be_kept_busy() -> None:
    patterns = _all()
    assert len(patterns) > 250, "the patterns of the code were not found"
    steep = [
        f"{where}: {needle!r} makes it {times:.0f} times slower for four times the text"
        for pattern, where in patterns.items()
        for needle in _NEEDLES
        if (times := growth(pattern, needle)) > _STEEPEST
    ]
    assert not steep, "\n".join(steep)


@pytest.mark.parametrize("bomb", [r"(a+)+$", r"(a|a)*$", r"^(\w+\s?)*$", r"(a*)*(a*)*b"])
def test_a_bomb_would_be_seen(bomb: str) -> None:
    assert growth(re.compile(bomb), "a") > _STEEPEST
