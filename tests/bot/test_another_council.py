"""Another council, invented: it changes `site.yml` and content, and nothing names the first one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import create_database, upgrade
from tests.bot.conftest import Bench, MakeBench
from tests.knowledge.factories import entry_data, write_content
from tests.real_content import ROOT

SITE = yaml.safe_load((ROOT / "site.yml").read_text("utf-8"))
LOCAL = re.compile(
    "|".join(
        rf"\b{re.escape(name)}\b"
        for name in (
            *(SITE["areas"][key] for key in ("county",)),
            *SITE["areas"]["districts"],
            *SITE["areas"]["neighbours"],
            *(SITE["adviser"][key] for key in ("name", "short_name", "address")),
            SITE["council"]["name"],
        )
    )
)
PAGES = [
    "/", "/chat", "/privacy", "/accessibility", "/services", "/organisations", "/funds",
    "/opportunities", "/sign-in", "/signpost.js",
]  # fmt: skip
FOLDERS = ("actions", "bot", "knowledge", "launch", "nlu")
NOT_CODE = ("knowledge/content/", "nlu/data/", "node_modules/", "bot/crisis/")
"""What is content, or examples from which the understanding learns, whose places are masked."""


@pytest.fixture
async def inventshire(make_bench: MakeBench, tmp_path: Path) -> Bench:
    """The application of a council that does not exist, with one service of its own."""
    site = tmp_path / "site.yml"
    data = yaml.safe_load((ROOT / "site.yml").read_text("utf-8"))
    data["council"] |= {
        "name": "Inventshire Council", "address": "1 Invented Square",
        "short_name": "Inventshire", "url": "https://inventshire.example",
    }  # fmt: skip
    data["adviser"] |= {
        "name": "Inventshire Helping Hands", "short_name": "IHH", "entry": None,
        "address": "1 Invented Street", "url": "https://ihh.example/",
    }  # fmt: skip
    data["areas"] = {"county": "Inventshire", "districts": ["Inventshire"], "neighbours": []}
    site.write_text(yaml.safe_dump(data), "utf-8")
    lunch = entry_data("service", name="Invented lunch club")
    folder = write_content(tmp_path / "content", lunch)
    url = f"sqlite:///{tmp_path / 'another.db'}"
    upgrade(url)
    database = create_database(url)
    with database.session() as session:
        replace_content(session, load_content(folder), "v", datetime(2026, 11, 24, tzinfo=UTC))
        session.commit()
    database.close()
    made: Bench = await make_bench(DATABASE_URL=url, SITE_FILE=site)
    return made


async def test_its_pages_name_it_and_nobody_else(inventshire: Bench) -> None:
    for path in PAGES:
        page = await inventshire.client.get(path)
        assert page.status_code == 200, path
        found = LOCAL.search(page.text)
        assert found is None, f"{path} names {found and found.group()}"
    front = (await inventshire.client.get("/")).text
    assert "Inventshire Helping Hands" in front
    assert "Invented lunch club" in (await inventshire.client.get("/services")).text


async def test_its_assistant_names_it_when_everything_is_down(inventshire: Bench) -> None:
    inventshire.engine.fails = True
    talk = await inventshire.open()
    said = str(talk.greeting) + (await talk.send(text="a lunch club")).text
    assert LOCAL.search(said) is None
    assert "Inventshire Helping Hands" in said


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", ".html", ".yml", ".ts", ".css", ".txt", ".j2"} and not any(
                part in name for part in NOT_CODE
            ):
                yield path


def _said(path: Path) -> str:
    """Returns what a file can say to somebody: comments and docstrings do not count."""
    text = path.read_text("utf-8")
    if path.suffix == ".yml":
        return re.sub(r"(?m)^\s*#.*$", "", text)
    if path.suffix != ".py":
        return text
    strings = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    after = {
        node.value.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return "\n".join(string for string in strings if string not in docs | after)


def test_no_code_and_no_fixed_text_names_a_place_or_body_of_the_first_council() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): match.group()
        for path in _files()
        if (match := LOCAL.search(_said(path)))
    }
    assert found == {}
