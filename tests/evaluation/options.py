"""What the evaluation is told: by the environment, as `make evaluate` passes it, or by flags."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


class OptionError(ValueError):
    """An option has a value that cannot be used; the message names both."""


@dataclass(frozen=True)
class Options:
    """How one evaluation is run.

    Attributes:
        base_url: Where a running Signpost answers; None starts one for the occasion.
        baselines: Whether to play the two baselines as well.
        write: Whether to write the table into docs/evaluation.md.
        floor_percent: How many of a hundred questions must be right.
        dialogue_floor_percent: How many of a hundred dialogues must be right.
        at_once: How many conversations go on at a time.
        rasa_epochs: How long the second baseline is trained; Rasa's own default is 100.
        subjects: The subjects to play; empty for all.
    """

    base_url: str | None
    baselines: bool
    write: bool
    floor_percent: float
    dialogue_floor_percent: float
    at_once: int
    rasa_epochs: int
    subjects: tuple[str, ...]


def read_options(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Options:
    """Reads the options; a flag wins over the environment.

    Raises:
        OptionError: For the first value that cannot be used.
    """
    source = os.environ if environ is None else environ
    flags = _parser().parse_args(arguments)
    return Options(
        base_url=flags.base_url or source.get("BASE_URL") or None,
        baselines=flags.baselines or _is_on(source, "BASELINES"),
        write=flags.write or _is_on(source, "MARKDOWN"),
        floor_percent=_percent(source, "EVALUATION_FLOOR_PERCENT", "80"),
        dialogue_floor_percent=_percent(source, "EVALUATION_DIALOGUE_FLOOR_PERCENT", "0"),
        at_once=_whole(source, "EVALUATION_AT_ONCE", "4"),
        rasa_epochs=_whole(source, "EVALUATION_RASA_EPOCHS", "100"),
        subjects=tuple(flags.subject or ()),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--base-url", help="a running Signpost (BASE_URL)")
    parser.add_argument("--baselines", action="store_true", help="the baselines too (BASELINES=1)")
    parser.add_argument("--write", action="store_true", help="write the table (MARKDOWN=1)")
    parser.add_argument("--subject", action="append", help="one subject only; may be repeated")
    return parser


def _is_on(source: Mapping[str, str], name: str) -> bool:
    return source.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _percent(source: Mapping[str, str], name: str, default: str) -> float:
    text = source.get(name) or default
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 100:
        raise OptionError(f"{name} cannot be {text!r}: it is a number from 0 to 100.")
    return value


def _whole(source: Mapping[str, str], name: str, default: str) -> int:
    text = source.get(name) or default
    if not text.isdecimal() or int(text) < 1:
        raise OptionError(f"{name} cannot be {text!r}: it is a whole number from 1.")
    return int(text)
