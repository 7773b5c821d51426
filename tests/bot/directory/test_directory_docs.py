"""The pages on the directory and on feeds name every address, parameter, table and option."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from starlette.routing import Route

from bot.directory import parameters
from bot.directory.feed import ROUTES as FEED_ROUTES
from bot.directory.pages import ROUTES as PAGE_ROUTES
from knowledge.models import LIFECYCLES, Base
from knowledge.openreferral.feed.__main__ import _parser

DOCS = Path(__file__).parents[3] / "docs"
DIRECTORY = (DOCS / "directory.md").read_text("utf-8")
FEEDS = (DOCS / "feeds.md").read_text("utf-8")


def test_every_address_is_told() -> None:
    for route in [*FEED_ROUTES, *PAGE_ROUTES]:
        assert isinstance(route, Route)
        assert route.path.rstrip("/") in DIRECTORY, route.path


def test_every_parameter_is_told() -> None:
    source = inspect.getsource(parameters)
    names = re.findall(r'(?:value|first)\(\(?"(\w+)"', source) + ["perPage"]
    assert len(names) > 20
    for name in names:
        assert f"`{name}`" in DIRECTORY, name


def test_every_table_of_the_directory_is_told() -> None:
    inner = {"content_state", "text_vector"}
    for name in set(Base.metadata.tables) - inner:
        assert f"`{name}`" in DIRECTORY, name


def test_every_lifecycle_is_told() -> None:
    for name in LIFECYCLES:
        assert f"`{name}`" in DIRECTORY


def test_every_option_of_the_command_is_told() -> None:
    options = {
        option
        for action in _parser()._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    for option in options:
        assert option in FEEDS, option
