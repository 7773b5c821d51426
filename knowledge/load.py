"""Brings the database up to date: `python -m knowledge.load`.

Tables first, then the content when its files changed (the old content stays unless all of the new
is right), then the vectors that are missing. When nothing changed it says so and stops.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from knowledge.errors import InvalidInput, SignpostError
from knowledge.settings import SettingError, Settings
from knowledge.versions import is_up_to_date


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _arguments(arguments)
    try:
        settings = Settings.from_environment()
        if chosen.check:
            _check(settings)
        elif chosen.to_check:
            _list(settings, chosen.limit)
        else:
            _load(settings)
    except (SignpostError, SettingError) as error:
        problems = error.problems if isinstance(error, InvalidInput) else []
        sys.stderr.write("\n".join([str(error), *problems]) + "\n")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# The database and the schema are imported where they are used: a start with nothing to do, which
# is nearly every start, then takes a fraction of a second.
def _load(settings: Settings) -> None:
    if is_up_to_date(settings.database_url, settings.content_folder, settings.encoder_folder):
        _say("content and vectors: up to date")
        return
    from knowledge.loading import load

    load(settings, _say)


def _check(settings: Settings) -> None:
    from knowledge.content_files import load_content

    content = load_content(settings.content_folder)
    _say(f"content: {len(content.located):,} entries, no mistakes")


def _list(settings: Settings, limit: int | None) -> None:
    from knowledge.loading import list_to_check

    list_to_check(settings, _say, datetime.now(UTC).date(), limit)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m knowledge.load", description=__doc__)
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--check", action="store_true", help="only check the content files")
    task.add_argument("--to-check", action="store_true", help="list what a person should check")
    parser.add_argument("--limit", type=int, help="with --to-check: the most to list")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
