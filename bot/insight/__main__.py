"""The report for a scrutiny panel: `python -m bot.insight report FILE`, one HTML file.

The last 13 weeks, with the same small counts left out as on the page. Asks nothing of other
machines when it is read: plots stand in the file itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot import clock
from bot.conversations.schema import upgrade
from bot.insight.counting import count_days
from bot.insight.figures import six_figures
from bot.insight.plots import bars
from bot.insight.tables import LEAST, TABLES, WEEKS, shown
from knowledge.commands import open_session, run_command, say
from knowledge.files import whole_file
from knowledge.settings import Settings
from knowledge.site import Site, load_site

_TEMPLATES = Path(__file__).parents[1] / "pages" / "templates"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot.insight", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    report = tasks.add_parser("report", help="write the report of the last 13 weeks")
    report.add_argument("file", help="the HTML file to write")
    chosen = parser.parse_args(arguments)
    return run_command(lambda settings: _write(settings, Path(chosen.file)))


def _write(settings: Settings, path: Path) -> None:
    upgrade(settings.database_url)
    site = load_site(settings.site_file)
    with open_session(settings) as session:
        count_days(session, at=clock.now())
        session.commit()
        html = report_of(session, site)
    with whole_file(path) as part:
        part.write_text(html, encoding="utf-8")
    say(f"The report is in {path}.")


def report_of(session: Session, site: Site) -> str:
    """Returns the report as one HTML page."""
    at = clock.now()
    tables = [make(session, at.date()) for make in TABLES.values()]
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("insight/report.html").render(
        site=site,
        today=f"{at.day} {at:%B %Y}",
        figures=six_figures(session, site, at),
        # The labels inside are escaped where the plot is made.
        tables=[(table, Markup(bars(table, site.colours))) for table in tables],  # noqa: S704
        weeks=WEEKS,
        least=LEAST,
        shown=shown,
    )


if __name__ == "__main__":
    raise SystemExit(main())
