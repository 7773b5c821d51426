"""The steps that make something from the project's files, each done again only when those change.

A step writes to a place of its own and is moved where it belongs when it has ended well, so one
that fails or is interrupted never replaces what was good before.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch import fingerprints
from launch.commands import run_logged
from launch.layout import Layout
from launch.problems import Problem
from launch.progress import Progress


@dataclass(frozen=True)
class Step:
    """One thing to make.

    Attributes:
        name: A short name, for its stamp and its log.
        title: What it does, shown while it runs.
        command: The program and its arguments, run in the root.
        inputs: The files it is made from, as names or globs from the root. None at all means that
            the program itself knows what is up to date and is quick: it is run every time.
        outputs: The files it makes, from the root; it is done again when one has gone or changed.
        moves: What is moved into place after it ended well: from where the command makes it to
            one of the outputs.
        environment: What to add to the environment.
    """

    name: str
    title: str
    command: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    moves: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


def ensure(step: Step, layout: Layout, progress: Progress) -> bool:
    """Does a step if anything that it depends on has changed.

    Returns:
        True when it was done, False when it was up to date.

    Raises:
        Problem: It failed; what it made before is as it was.
    """
    stamp = layout.stamps / f"{step.name}.json"
    wanted = fingerprints.of_inputs(layout.root, step.inputs, _words(step, layout.root))
    if step.inputs and _is_up_to_date(step, layout.root, stamp, wanted):
        return False
    run_logged(
        step.command,
        title=step.title,
        log=layout.logs / f"{step.name}.log",
        root=layout.root,
        progress=progress,
        extra=step.environment,
    )
    _move_into_place(step, layout.root)
    _remember(step, layout.root, stamp, wanted)
    return True


def _words(step: Step, root: Path) -> list[str]:
    """Returns the command without the place of this clone, so that a moved clone stays as it is."""
    return [word.replace(str(root), "") for word in step.command]


def _is_up_to_date(step: Step, root: Path, stamp: Path, wanted: str) -> bool:
    try:
        was = json.loads(stamp.read_text(encoding="utf-8"))
        return bool(was["inputs"] == wanted and was["outputs"] == _made(step, root))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _move_into_place(step: Step, root: Path) -> None:
    for source, target in step.moves.items():
        if not (root / source).is_file():
            raise Problem(f"{step.title} ended without making {Path(target).name}.")
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(root / source, root / target)


def _remember(step: Step, root: Path, stamp: Path, wanted: str) -> None:
    missing = [name for name in step.outputs if not (root / name).exists()]
    if missing:
        raise Problem(f"{step.title} ended without making {', '.join(missing)}.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    new = stamp.with_suffix(".new")
    new.write_text(json.dumps({"inputs": wanted, "outputs": _made(step, root)}), encoding="utf-8")
    new.replace(stamp)


def _made(step: Step, root: Path) -> dict[str, str]:
    return {name: fingerprints.of_file(root / name) for name in step.outputs}
