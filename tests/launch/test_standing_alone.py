"""The launcher runs before anything is installed, so it imports nothing that has to be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from launch.command_line import parsed
from tests.launch.helpers import PROJECT

MODULES = sorted((PROJECT / "launch").glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_the_standard_library_and_its_own_room_only(module: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            imported.add(node.module.split(".")[0])
    assert imported <= {*sys.stdlib_module_names, "launch"}


def test_it_starts_without_any_installed_package() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "launch", "--help"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "set up, start the three programs" in done.stdout


def test_what_the_launcher_does_not_know_goes_on_to_pytest() -> None:
    options = parsed(["test", "--quick", "-k", "places or funds", "tests/bot"])
    assert options.quick is True
    assert options.arguments == ["-k", "places or funds", "tests/bot"]


def test_what_nothing_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["run", "--prot", "8001"])
    assert "unknown: --prot 8001" in capsys.readouterr().err
