"""Reads the command, does it, and turns whatever goes wrong into one sentence."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from launch import rooms
from launch.checking import check
from launch.commands import run_shown
from launch.layout import Layout
from launch.locking import lock
from launch.problems import Problem, Stopped, from_os_error
from launch.progress import Progress
from launch.running import run, shell
from launch.setting_up import EVERYTHING, FOR_TRAINING, set_up
from launch.supervisor import stop_signals
from launch.testing import test

ROOT = Path(__file__).resolve().parents[1]
INTERRUPTED = 130
_PASS_ON = {"shell", "test", "test-faults", "bench", "bench-load", "bench-search", "operations"}
"""Commands whose further arguments are another program's."""


def main(arguments: Sequence[str]) -> int:
    """Does one command; returns 0 when good, 1 for a problem, 130 when stopped by a signal."""
    options = parsed(arguments)
    layout = Layout.of(ROOT, options.state)
    return in_plain_words(lambda: _do(options, layout, Progress()), layout)


def in_plain_words(work: Callable[[], int], layout: Layout) -> int:
    """Does some work and tells in one sentence on standard error what went wrong with it.

    A signal to stop ends the work at once, with everything that it had started.

    Args:
        work: What to do; it returns the exit status.
        layout: Where the log goes when the launcher itself fails.
    """
    for number in stop_signals():
        signal.signal(number, _stop)
    try:
        return work()
    except Stopped:
        return _sorry("Stopped before the end; the same command goes on from here.", INTERRUPTED)
    except Problem as problem:
        return _sorry(str(problem), 1)
    except OSError as error:
        _keep_traceback(layout)
        return _sorry(str(from_os_error(error)), 1)
    except Exception as error:
        where = _keep_traceback(layout)
        return _sorry(f"The launcher itself failed ({type(error).__name__}: {error}){where}.", 1)


def _do(options: argparse.Namespace, layout: Layout, progress: Progress) -> int:
    match options.command:
        case "run":
            return run(layout, progress)
        case "shell":
            return shell(layout, progress, options.arguments)
        case "test":
            return test(layout, progress, options.arguments, quick=options.quick)
        case "check":
            return check(layout, progress)
        case "lock":
            return lock(layout, progress)
        case "evaluate":
            set_up(layout, progress)
            return run_shown(rooms.evaluation(layout), root=layout.root)
        case "operations":
            return run_shown(rooms.operations(layout, *options.arguments), root=layout.root)
        case "bench" | "bench-load" | "test-faults":
            set_up(layout, progress)
            commands = {"bench": rooms.turns, "bench-load": rooms.load, "test-faults": rooms.faults}
            command = commands[options.command](layout, *options.arguments)
            return run_shown(command, root=layout.root)
        case "bench-search" | "bench-import":
            set_up(layout, progress)
            own = ["--import"] if options.command == "bench-import" else options.arguments
            return run_shown(rooms.benchmark(layout, *own), root=layout.root)
    set_up(layout, progress, FOR_TRAINING if options.command == "train" else EVERYTHING)
    progress.say("Everything is up to date.")
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Returns what was asked for; what the launcher does not know goes on to pytest or Rasa."""
    parser = _parser()
    options, others = parser.parse_known_args(arguments)
    options.arguments = others
    if others and options.command not in _PASS_ON:
        parser.error(f"unknown: {' '.join(others)}")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launch", description=__doc__)
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FOLDER",
        help="where logs and the list of processes go (default: var)",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup", help="make everything that is needed, and stop there")
    commands.add_parser("run", help="set up, start the three programs and keep them running")
    commands.add_parser("train", help="train the Rasa model if anything it depends on changed")
    commands.add_parser("shell", help="talk with Rasa at the keyboard; takes its options too")
    test = commands.add_parser("test", help="set up and run every test; takes pytest's options too")
    test.add_argument("--quick", action="store_true", help="without Rasa, browser and slow tests")
    commands.add_parser("test-faults", help="break it in every way; takes pytest's options too")
    commands.add_parser("check", help="format, lint, types, import directions, Rasa data")
    commands.add_parser("evaluate", help="play the evaluation's questions")
    commands.add_parser("bench", help="measure whole turns; takes the benchmark's options too")
    commands.add_parser("bench-load", help="measure a crowd; takes the benchmark's options too")
    commands.add_parser("bench-search", help="measure search; takes the benchmark's options too")
    commands.add_parser("bench-import", help="measure how fast a feed comes in")
    commands.add_parser("operations", help="backup, restore, switches; python -m bot.operations")
    commands.add_parser("lock", help="renew the pinned requirement files")
    return parser


def _stop(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: what is being ended must not be left half ended by a second signal.
    for number in stop_signals():
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _sorry(sentence: str, status: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


def _keep_traceback(layout: Layout) -> str:
    """Writes the traceback to a log and returns where it is, as the end of a sentence."""
    log = layout.logs / "launch.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return ""
    return f"; the details are in {layout.shown(log)}"
