"""The built file is what its source gives, small, and says the same as the server's pages.

Node.js is needed to change the widget and not to run it: where its packages are not there, the
tests that build are left out and say so.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.conversations.views import CardView
from bot.pages.beside import around, is_told
from bot.pages.markup import blocks, details, folded, linked, typed
from bot.pages.widget import BUILT, TEXTS_FOLDER, make_script
from knowledge.site import load_site
from tests.bot.conftest import SITE_FILE, settings_for

SOURCE = Path(__file__).parents[3] / "bot" / "widget"
CASES = json.loads((Path(__file__).parent / "markup-cases.json").read_text("utf-8"))
LIMIT_BYTES = 30_000
HAS_PACKAGES = (SOURCE / "node_modules" / "esbuild").is_dir()
# Where CI has Node.js it has to have installed the packages too: there nothing is left out.
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (HAS_PACKAGES or os.environ.get("CI") == "true"),
    reason="LEFT OUT: the widget was not built anew, because Node.js or its packages are not here: "
    "`cd bot/widget && npm ci`, then this test compares",
)


def _node(*arguments: str, out: Path | None = None) -> str:
    environment = os.environ | ({"WIDGET_OUT": str(out)} if out else {})
    done = subprocess.run(
        arguments, cwd=SOURCE, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_node
def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    _node("node", "build.mjs", out=tmp_path)
    for name in ("signpost.js", "signpost.js.map"):
        made = (tmp_path / name).read_bytes()
        assert made == BUILT.with_name(name).read_bytes(), f"{name} is old: npm run build"


@needs_node
@pytest.mark.slow
def test_its_types_hold_and_its_own_tests_pass() -> None:
    _node("npm", "run", "types")
    assert re.search(r"^# fail 0$", _node("npm", "test"), re.MULTILINE)


def test_it_is_small_enough_for_an_old_phone(tmp_path: Path) -> None:
    script = make_script(load_site(SITE_FILE), settings_for(tmp_path))
    assert len(script.packed) < LIMIT_BYTES
    assert gzip.decompress(script.packed) == script.body


def test_it_names_no_council_and_no_other_website() -> None:
    text = BUILT.read_text("utf-8")
    for word in ("leicester", "localhost", "/root", "innerHTML", "eval(", "document.cookie"):
        assert word not in text.lower().replace("innerhtml", "innerHTML"), word
    addresses = set(re.findall(r"https?://[^\s\"'`)\\]+", text))
    assert {address.split("/")[2] for address in addresses} <= {
        "www.w3.org",
        "www.openstreetmap.org",
    }


def test_the_lock_file_has_hashes_and_no_registry() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def test_the_english_catalogue_is_whole() -> None:
    english = json.loads((TEXTS_FOLDER / "en.json").read_text("utf-8"))
    source = "\n".join(path.read_text("utf-8") for path in (SOURCE / "src").glob("*.ts"))
    for key, text in english.items():
        assert text.strip() == text != ""
        assert f'"{key.partition(".")[0]}"' in source or key in {"language", "direction"}, key


@pytest.mark.parametrize("path", sorted(TEXTS_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_catalogue_has_the_places_of_english(path: Path) -> None:
    english = json.loads((TEXTS_FOLDER / "en.json").read_text("utf-8"))
    for key, text in json.loads(path.read_text("utf-8")).items():
        like = english.get(key) or english[f"{key.partition('.')[0]}.other"]
        assert set(re.findall(r"{\w+}", text)) <= set(re.findall(r"{\w+}", like)), key


@pytest.mark.parametrize("name", ["blocks", "linked", "typed"])
def test_the_pages_write_text_as_the_widget_does(name: str) -> None:
    make = {"blocks": blocks, "linked": linked, "typed": typed}[name]
    for case in CASES[name]:
        assert str(make(case["text"])) == case["html"]


def test_the_pages_fold_as_the_widget_does() -> None:
    for case in CASES["folded"]:
        assert str(folded(case["text"], "More about this")) == case["html"]


def test_the_pages_show_cards_as_the_widget_does() -> None:
    for case in CASES["details"]:
        assert str(details(case["lines"])) == case["html"]
    for case in CASES["around"]:
        cards = [CardView(**card) for card in case["cards"]]
        assert list(around(case["text"], cards)) == case["around"]
        assert [is_told(card, case["text"]) for card in cards] == case["told"]
