"""Gives out everything that Signpost knows, and brings it back.

`python -m knowledge.exporting out FOLDER` and `python -m knowledge.exporting back-in FILE`; the
whole story stands in docs/exports.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from knowledge.commands import open_session, run_command, say, with_progress
from knowledge.exporting.package import hold_still, read_package, write_package
from knowledge.exporting.public import About, write_json, write_public
from knowledge.settings import Settings
from knowledge.site import load_site

WHOLE = "everything.zip"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    return run_command(lambda settings: chosen.work(settings, chosen))


def _out(settings: Settings, chosen: argparse.Namespace) -> None:
    folder = Path(chosen.folder)
    now = datetime.now(UTC)
    about = About(load_site(settings.site_file), now, chosen.licence, chosen.licence_url)
    with open_session(settings) as session:
        hold_still(session)
        written = write_public(session, folder, about, with_progress)
        rows = {}
        if not chosen.public_only:
            manifest = write_package(
                session,
                folder / WHOLE,
                now,
                with_derived=not chosen.without_vectors,
                progress=with_progress,
            )
            rows = manifest.rows
    write_json(
        folder / "contents.json",
        {
            "publisher": about.site.council.name,
            "created_at": now.isoformat(),
            "files": [
                {"name": item.name, "count": item.count, "what": item.what} for item in written
            ],
        },
    )
    for item in written:
        say(f"{item.name}: {item.count:,} {item.what}")
    if rows:
        say(f"{WHOLE}: {sum(rows.values()):,} rows of {len(rows)} tables, to bring back in")
        say(f"{WHOLE} holds what residents must not be shown, too: do not publish it.")


def _back_in(settings: Settings, chosen: argparse.Namespace) -> None:
    with open_session(settings) as session:
        manifest = read_package(
            session, Path(chosen.file), replace=chosen.replace, progress=with_progress
        )
        session.commit()
    rows = sum(manifest.rows.values())
    say(f"{chosen.file}: {rows:,} rows of {len(manifest.rows)} tables, written on"
        f" {manifest.created_at[:10]}")  # fmt: skip
    say("Next: python -m knowledge.load, and start Signpost anew if it is running.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge.exporting", description=__doc__)
    tasks = parser.add_subparsers(required=True, metavar="out|back-in")
    out = tasks.add_parser("out", help="write everything, in every format, into a folder")
    out.add_argument("folder", help="where to; made if it is not there")
    out.add_argument("--public-only", action="store_true", help="leave out everything.zip")
    out.add_argument(
        "--without-vectors", action="store_true", help="leave out what is made anew by the load"
    )
    out.add_argument("--licence", help="SPDX id of the licence, such as OGL-UK-3.0")
    out.add_argument("--licence-url", help="address of the licence of the council's grants")
    out.set_defaults(work=_out)
    back = tasks.add_parser("back-in", help="bring everything.zip into a database")
    back.add_argument("file", help="the package that `out` has written")
    back.add_argument(
        "--replace", action="store_true", help="take out first what the database holds now"
    )
    back.set_defaults(work=_back_in)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
