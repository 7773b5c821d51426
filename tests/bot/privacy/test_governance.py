"""What is filed is true to the running version: settings, tables, ways out, links, version."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.privacy.plan import PLAN
from knowledge.settings import SETTINGS
from launch import rooms

ROOT = Path(__file__).parents[3]
GOVERNANCE = ROOT / "docs" / "governance"
PAGES = [
    *ROOT.glob("*.md"),
    ROOT / "docs" / "README.md",
    ROOT / "docs" / "privacy.md",
    *GOVERNANCE.glob("*.md"),
    *(ROOT / "docs" / "decisions").glob("*.md"),
]
ASSESSMENT = (GOVERNANCE / "impact-assessment.md").read_text("utf-8")
# Settings by which something leaves the machine; what has such a name and is none, says why.
WAY_OUT = re.compile(r"_(?:URL|ISSUER)$|_BOT_TOKEN$|^DESK_TOKEN$")


def _rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    _, _, below = text.partition(heading)
    lines = below.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| ---"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_every_setting_is_named_with_its_default() -> None:
    told = {
        row[0].strip("`"): row[1]
        for row in _rows((GOVERNANCE / "settings.md").read_text("utf-8"), "# Every setting")
    }
    assert told == {
        item.name: f"`{item.default}`" if item.default else "empty" for item in SETTINGS
    }


def test_every_setting_says_whom_it_touches() -> None:
    rows = _rows((GOVERNANCE / "settings.md").read_text("utf-8"), "# Every setting")
    assert [row[0] for row in rows if len(row) != 4 or not row[3]] == []


def test_every_table_with_personal_data_is_named_as_the_plan_has_it() -> None:
    told = {row[0].strip("`"): row[1:] for row in _rows(ASSESSMENT, "## What is kept")}
    wanted = {
        name: [kept.about, kept.what, "; ".join(rule.words for rule in kept.rules)]
        for name, kept in PLAN.items()
        if kept.is_personal
    }
    assert told == wanted


def test_every_way_out_is_named_as_a_processor() -> None:
    told = " ".join(row[1] for row in _rows(ASSESSMENT, "## Who receives it"))
    ways = {item.name for item in SETTINGS if WAY_OUT.search(item.name)}
    assert {name for name in ways if f"`{name}`" not in told} == set()
    named = set(re.findall(r"`([A-Z_]+)`", told))
    assert named <= {item.name for item in SETTINGS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    gone = [
        link for link in links if "://" not in link and not (page.parent / link).resolve().exists()
    ]
    assert gone == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"({name})" not in index} == set()


def test_the_record_has_every_field_of_the_standard() -> None:
    record = (GOVERNANCE / "transparency-record.md").read_text("utf-8")
    numbers = ["1.1", "1.2", "1.3", "1.4", "2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.2.1", "2.3.1"]
    numbers += [f"2.1.4.{n}" for n in range(1, 6)] + [f"2.4.1.{n}" for n in range(1, 4)]
    numbers += [f"2.4.2.{n}" for n in range(1, 9)] + ["2.5.1", "2.5.2"]
    assert [number for number in numbers if f"{number} " not in record] == []
    names = (
        "Organisation name", "Phase", "Region", "Benefits", "Previous process",
        "Alternatives considered", "Frequency and scale", "Human review", "Required training",
        "Appeals and review", "Maintenance", "Models", "Modality", "Quantities",
        "Sensitive attributes", "Completeness", "Cleaning", "Collection", "Access and storage",
        "Sharing agreements", "Processing methods",
    )  # fmt: skip
    assert [name for name in names if name not in record] == []


def test_the_changes_begin_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    heading = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heading is not None
    assert heading[1].rstrip(",") == version


def test_the_engine_reports_home_from_nowhere() -> None:
    """Every way of starting Rasa turns its telemetry off."""
    assert rooms.ENGINE_QUIET["RASA_TELEMETRY_ENABLED"] == "false"
    starts = [
        path
        for path in [*(ROOT / "launch").glob("*.py"), *(ROOT / "tests").rglob("*.py")]
        if re.search(r'"rasa",\s*"(?:run|train|test|shell)"', path.read_text("utf-8"))
    ]
    assert [path.name for path in starts if "ENGINE_QUIET" not in path.read_text("utf-8")] == []


def test_the_notice_names_what_is_kept_and_the_days_of_the_settings() -> None:
    notice = (ROOT / "bot" / "pages" / "templates" / "privacy.html").read_text("utf-8")
    assert "{{ retention_days }}" in notice
    for said in ("delete my chat", "show what you hold", "call back", "Telegram", "cookie",
                 "Information Commissioner", "date", "postcode"):  # fmt: skip
        assert said in notice
