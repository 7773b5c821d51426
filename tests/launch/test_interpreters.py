"""An interpreter or a uv is believed only when it has run: a version manager's shim may refuse."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from launch import interpreters, uv
from launch.interpreters import candidates, engine_python, working_python
from launch.layout import Layout
from launch.problems import Problem
from launch.uv import Uv
from tests.launch.helpers import Told, a_program

BROKEN_SHIM = 'echo "pyenv: python3.10: command not found" >&2; exit 127'


def a_python(path: Path, version: str = "3.10") -> Path:
    """A program that answers the launcher's question like a Python of that version."""
    return a_program(path, f'echo {version}; echo "$0"')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def no_uv(layout: Layout, told: Told, tmp_path: Path) -> Uv:
    """A uv that knows no Python and can fetch none."""
    return Uv(layout, told, str(a_program(tmp_path / "uv", "exit 2")))


def test_a_broken_shim_on_the_path_is_passed_over(home: Path, no_uv: Uv) -> None:
    a_program(home / "shims" / "python3.10", BROKEN_SHIM)
    good = a_python(home / "good" / "python3.10")
    path = os.pathsep.join([str(home / "shims"), str(home / "none"), str(home / "good")])
    assert engine_python(no_uv, {"PATH": path, "HOME": str(home)}) == good


def test_pyenvs_newest_working_version_is_found_behind_a_broken_shim(home: Path, no_uv: Uv) -> None:
    a_program(home / "shims" / "python3.10", BROKEN_SHIM)
    versions = home / ".pyenv" / "versions"
    a_python(versions / "3.10.9" / "bin" / "python3.10")
    good = a_python(versions / "3.10.13" / "bin" / "python3.10")
    a_program(versions / "3.10.14" / "bin" / "python3.10", "exit 1")
    environ = {"PATH": str(home / "shims"), "HOME": str(home)}
    assert engine_python(no_uv, environ) == good


def test_pyenv_root_goes_before_the_home_folder(home: Path) -> None:
    first = home / "root" / "versions" / "3.10.2" / "bin" / "python3.10"
    second = home / ".pyenv" / "versions" / "3.10.13" / "bin" / "python3.10"
    for path in (first, second):
        a_python(path)
    environ = {"PATH": "", "PYENV_ROOT": str(home / "root"), "HOME": str(home)}
    assert list(candidates(environ)) == [first, second]


@pytest.mark.parametrize("script", ["echo 3.11; echo x", "exit 1", "echo 3.10", "kill -9 $$"])
def test_another_version_or_an_incomplete_build_will_not_do(script: str, tmp_path: Path) -> None:
    assert working_python(str(a_program(tmp_path / "python3.10", script))) is None


def test_this_python_is_not_a_3_10_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "python3.10").symlink_to(sys.executable)
    found = working_python(str(tmp_path / "python3.10"))
    assert (found is None) == (sys.version_info[:2] != (3, 10))


def test_a_named_interpreter_is_taken_or_refused(home: Path, no_uv: Uv) -> None:
    good = a_python(home / "mine")
    assert engine_python(no_uv, {"ENGINE_PYTHON": str(good)}) == good
    with pytest.raises(Problem, match=r"^ENGINE_PYTHON is '/no/such', which is not a working"):
        engine_python(no_uv, {"ENGINE_PYTHON": "/no/such"})


def test_uv_fetches_one_when_there_is_none(layout: Layout, told: Told, home: Path) -> None:
    fetched = a_python(home / "fetched" / "python3.10")
    script = f"""
    [ "$2" = install ] && touch '{home}/installed'
    [ "$2" = find ] && [ -e '{home}/installed' ] && echo '{fetched}'
    """
    helper = Uv(layout, told, str(a_program(home / "uv", script)))
    assert engine_python(helper, {"PATH": "", "HOME": str(home)}) == fetched
    assert (layout.logs / "python.log").exists()


def test_none_to_be_had_is_one_sentence(home: Path, no_uv: Uv) -> None:
    with pytest.raises(Problem) as raised:
        engine_python(no_uv, {"PATH": "", "HOME": str(home)})
    assert str(raised.value).startswith("The engine needs Python 3.10, which is not on this")
    assert "\n" not in str(raised.value)


def test_an_old_interpreter_is_refused_for_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("launch.interpreters.sys.version_info", (3, 10, 1))
    with pytest.raises(Problem, match=r"^Signpost needs Python 3\.11 or newer and this is"):
        interpreters.application_python()


@pytest.mark.parametrize(
    ("script", "usable"),
    [
        ("echo uv 0.13.9", True),
        ("echo 'uv 1.0.0 (abc 2027-01-01)'", True),
        ("echo uv 0.2.1", False),
        ("echo something else", False),
        ("exit 127", False),
    ],
)
def test_a_uv_that_is_broken_or_too_old_is_passed_over(
    script: str, usable: bool, tmp_path: Path
) -> None:
    assert uv.is_usable(str(a_program(tmp_path / "uv", script))) is usable


def test_uv_on_the_path_is_used_and_else_the_private_one(
    layout: Layout, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = a_program(tmp_path / "bin" / "uv", "echo uv 0.13.9")
    private = a_program(layout.environments / "uv" / "bin" / "uv", "echo uv 0.13.9")
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + os.environ["PATH"])
    assert Uv(layout, told).program() == str(on_path)
    a_program(on_path, "exit 127")
    assert Uv(layout, told).program() == str(private)
