"""Writes all volunteering opportunities as JSON-LD in the Volunteering Data standard.

`python -m knowledge.volunteering --out opportunities.json`; see docs/exports.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from knowledge.commands import open_session, run_command, say
from knowledge.files import whole_file
from knowledge.settings import Settings
from knowledge.site import load_site
from knowledge.volunteering.export import activities_of, volunteering_data, words_without_term


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.volunteering", description=__doc__)
    parser.add_argument("--out", required=True, help="the file to write")
    parser.add_argument("--licence", help="SPDX id of the licence of the file, such as OGL-UK-3.0")
    chosen = parser.parse_args(arguments)
    return run_command(lambda settings: _write(settings, chosen))


def _write(settings: Settings, chosen: argparse.Namespace) -> None:
    publisher = load_site(settings.site_file).council.name
    with open_session(settings) as session:
        today = datetime.now(UTC).date()
        document = volunteering_data(session, today, publisher, chosen.licence)
        unknown = words_without_term(session)
    with whole_file(Path(chosen.out)) as part:
        part.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    count = sum(1 for _ in activities_of(document))
    say(f"{chosen.out}: {count} opportunities of {len(document['graph'])} organisations")
    if unknown:
        say(f"Words without a term in knowledge/volunteering/terms.yml: {', '.join(unknown)}")


if __name__ == "__main__":
    raise SystemExit(main())
