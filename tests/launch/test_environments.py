"""Environments are made from pinned files, and uv is not even looked for when nothing changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from launch import environments
from launch.environments import Environment
from launch.layout import Layout
from launch.problems import Problem
from launch.uv import Uv
from tests.launch.helpers import Told, a_program

# Does what uv does, with a real interpreter and no packages, and writes down how it was called.
FAKE_UV = f"""
echo "$*" >> "$(dirname "$0")/calls"
[ -e "$(dirname "$0")/fail" ] && {{ echo "error: dns error"; exit 2; }}
case "$1" in
  --version) echo "uv 0.13.9 (for the tests)" ;;
  venv) for last; do :; done; mkdir -p "$last/bin"; ln -sf '{sys.executable}' "$last/bin/python" ;;
esac
"""


@pytest.fixture
def uv(layout: Layout, told: Told, tmp_path: Path) -> Uv:
    (layout.requirements).mkdir()
    (layout.requirements / "application.txt").write_text("six==1.16.0")
    (layout.requirements / "build.txt").write_text("setuptools==80.0")
    return Uv(layout, told, str(a_program(tmp_path / "uv" / "uv", FAKE_UV)))


def calls(uv: Uv) -> list[str]:
    file = Path(uv.program()).with_name("calls")
    return file.read_text().splitlines() if file.exists() else []


APPLICATION = Environment("application", lambda: Path(sys.executable))


def test_a_new_environment_is_made_with_hashes_required(layout: Layout, told: Told, uv: Uv) -> None:
    assert environments.ensure(APPLICATION, layout, uv, told) is True
    making, syncing = calls(uv)
    assert making.startswith(f"venv --clear --no-project --quiet --python {sys.executable}")
    assert syncing.startswith("pip sync --require-hashes --python ")
    assert "--build-constraints" in syncing
    assert syncing.endswith("requirements/application.txt")


def test_an_up_to_date_one_asks_neither_uv_nor_for_an_interpreter(
    layout: Layout, told: Told, uv: Uv
) -> None:
    def unwanted() -> Path:
        raise AssertionError("it was looked for")

    environments.ensure(APPLICATION, layout, uv, told)
    before = calls(uv)
    again = Environment("application", unwanted)
    assert environments.ensure(again, layout, Uv(layout, told), told) is False
    assert calls(uv) == before


def test_changed_requirements_are_synced_into_the_same_environment(
    layout: Layout, told: Told, uv: Uv
) -> None:
    environments.ensure(APPLICATION, layout, uv, told)
    (layout.requirements / "application.txt").write_text("six==1.17.0")
    assert environments.ensure(APPLICATION, layout, uv, told) is True
    assert [call.split()[0] for call in calls(uv)] == ["venv", "pip", "pip"]


@pytest.mark.parametrize("harm", ["gone interpreter", "damaged stamp"])
def test_a_harmed_environment_is_mended(harm: str, layout: Layout, told: Told, uv: Uv) -> None:
    environments.ensure(APPLICATION, layout, uv, told)
    folder = layout.environments / "application"
    if harm == "gone interpreter":
        (folder / "bin" / "python").unlink()
        (folder / "bin" / "python").symlink_to("/nowhere/python3.11")
    else:
        (folder / environments.STAMP).write_text("{")
    assert environments.ensure(APPLICATION, layout, uv, told) is True
    assert environments.ensure(APPLICATION, layout, uv, told) is False


def test_a_person_finds_the_defaults_set_unless_they_set_their_own(
    layout: Layout, told: Told, uv: Uv
) -> None:
    engine = Environment(
        "application", lambda: Path(sys.executable), {"ACTION_ENDPOINT_URL": 'it\'s "here"'}
    )
    packages = layout.environments / "application" / "lib" / "python3.10" / "site-packages"
    packages.mkdir(parents=True)
    environments.ensure(engine, layout, uv, told)
    show = f"import site; site.addsitedir({str(packages)!r}); import os; "
    show += "print(os.environ['ACTION_ENDPOINT_URL'])"
    for own, seen in (({}, 'it\'s "here"'), ({"ACTION_ENDPOINT_URL": "mine"}, "mine")):
        done = subprocess.run(
            [sys.executable, "-c", show], env=own, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{seen}\n"


def test_a_failed_installation_is_tried_again(layout: Layout, told: Told, uv: Uv) -> None:
    environments.ensure(APPLICATION, layout, uv, told)
    (layout.requirements / "application.txt").write_text("six==1.17.0")
    fail = Path(uv.program()).with_name("fail")
    fail.touch()
    with pytest.raises(Problem, match=r"^The package registry cannot be reached"):
        environments.ensure(APPLICATION, layout, uv, told)
    fail.unlink()
    assert environments.ensure(APPLICATION, layout, uv, told) is True


def test_a_full_disk_is_told_before_anything_is_fetched(
    layout: Layout, told: Told, uv: Uv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "DISK_NEEDED_BYTES", 10**18)
    with pytest.raises(Problem, match=r"^The disk has .* GB left, and the environments need"):
        environments.ensure(APPLICATION, layout, uv, told)
    assert calls(uv) == []
