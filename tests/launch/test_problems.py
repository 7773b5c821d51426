"""Whatever goes wrong is told in one sentence that says what to do."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from launch.command_line import in_plain_words
from launch.layout import Layout
from launch.problems import Problem, failed_step, from_os_error
from tests.launch.helpers import PROJECT

# What the programs really print.
OUTPUTS = [
    (
        "error: Failed to fetch: `x`\n  Caused by: error sending request for url (x)\n"
        "  Caused by: client error (Connect)\n  Caused by: dns error\n",
        "The package registry cannot be reached",
    ),
    ("error: Could not connect, are you offline?", "The package registry cannot be reached"),
    (
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'",
        "The package registry cannot be reached",
    ),
    ("OSError: [Errno 28] No space left on device", "The disk is full"),
    ("failed to copy file: No space left on device (os error 28)", "The disk is full"),
    ("error: command 'gcc' failed: No such file or directory", "A package has to be built here"),
    ("error: command 'x86_64-linux-gnu-gcc' failed: No such file", "A package has to be built"),
    ("FileNotFoundError: No such file or directory: 'cc'", "A package has to be built here"),
    ("error: Hash mismatch for `six==1.16.0`", "A downloaded package is not the one"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE", "A downloaded package is not"),
    ("PermissionError: [Errno 13] Permission denied: '/x'", "A file or folder may not be written"),
]


def is_one_sentence(text: str) -> bool:
    return "\n" not in text and text.endswith(".") and "Traceback" not in text


@pytest.mark.parametrize(("output", "beginning"), OUTPUTS)
def test_a_cause_that_shows_in_the_output_is_told(output: str, beginning: str) -> None:
    said = str(failed_step("Installing the packages", "var/logs/x.log", output, 1))
    assert said.startswith(beginning)
    assert "installing the packages failed; the details are in var/logs/x.log" in said
    assert is_one_sentence(said)


def test_any_other_failure_gives_the_last_words_and_the_log() -> None:
    output = "Traceback (most recent call last):\n  File x\n"
    output += "\x1b[91mWrongWeights: They were changed.\x1b[0m\n\n"
    said = str(failed_step("Building the encoder", "var/logs/encoder.log", output, 1))
    assert said == (
        "Building the encoder failed (WrongWeights: They were changed); "
        "the details are in var/logs/encoder.log."
    )


def test_a_step_that_the_system_killed_ran_out_of_memory() -> None:
    said = str(failed_step("Training the Rasa model", "var/logs/model.log", "Epoch 1", -9))
    assert said.startswith("The machine ran out of memory")


@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (errno.ENOSPC, "The disk is full: free at least 4 GB"),
        (errno.EROFS, "A file or folder may not be written"),
        (errno.EACCES, "A file or folder may not be written"),
        (errno.ENOMEM, "The machine ran out of memory"),
        (errno.EIO, "The operating system refused something"),
    ],
)
def test_an_error_of_the_system_is_told(number: int, beginning: str) -> None:
    said = str(from_os_error(OSError(number, "as the system says", "/some/folder/stamp.json")))
    assert said.startswith(beginning)
    assert is_one_sentence(said)


def test_a_problem_is_one_line_and_status_one(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise Problem("Port 8000 is taken.")

    assert in_plain_words(work, layout) == 1
    assert capsys.readouterr().err == "Port 8000 is taken.\n"


def test_a_full_disk_anywhere_is_one_line(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert in_plain_words(work, layout) == 1
    assert capsys.readouterr().err.startswith("The disk is full")


def test_a_fault_of_the_launcher_is_one_line_with_its_traceback_in_a_log(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_plain_words(lambda: 1 // 0, layout) == 1
    said = capsys.readouterr().err
    assert said.startswith("The launcher itself failed (ZeroDivisionError: ")
    assert said.endswith("; the details are in var/logs/launch.log.\n")
    assert "Traceback" in (layout.logs / "launch.log").read_text()


def test_an_old_python_is_told_so_without_a_traceback(tmp_path: Path) -> None:
    program = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (old)'; "
        "sys.argv = ['launch', 'run']; runpy.run_module('launch', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Signpost needs Python 3.11 or newer and this is 3.9.2: name a newer one, as in: "
        "make run PYTHON=python3.12\n"
    )
