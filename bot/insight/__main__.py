"""The report for a scrutiny panel, and invented figures to see what it will look like.

    python -m bot.insight report FILE.html                # and FILE.pdf beside it
    python -m bot.insight report FILE.html --until 2026-09-30
    python -m bot.insight report FILE.html --invented     # of invented figures, marked on each page
    python -m bot.insight demo                            # add invented figures
    python -m bot.insight remove-demo                     # take every one of them away

The report is of 13 weeks, with the same small counts left out as on the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy.orm import Session

from bot import clock
from bot.conversations.schema import upgrade
from bot.insight.counting import count_days
from bot.insight.demo import add_demo, read_demo, remove_demo
from bot.insight.reading import read_counts, read_snapshot
from bot.insight.report import print_pdf, report_of
from bot.insight.snapshot import Period
from knowledge.commands import open_session, run_command, say
from knowledge.errors import InvalidInput
from knowledge.files import whole_file
from knowledge.settings import Settings
from knowledge.site import Site, load_site


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    work = {"report": _report, "demo": _demo, "remove-demo": _remove_demo}[chosen.task]
    return run_command(lambda settings: work(settings, chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.insight",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    report = tasks.add_parser("report", help="write the report of 13 weeks as HTML and PDF")
    report.add_argument("file", type=Path, help="the HTML file; the PDF file comes beside it")
    report.add_argument("--until", help="the last day, such as 2026-09-30; today when left out")
    report.add_argument("--no-pdf", action="store_true", help="HTML alone")
    report.add_argument("--browser", default="", help="the Chromium or Chrome that prints the PDF")
    report.add_argument("--invented", action="store_true", help="of the invented figures")
    tasks.add_parser("demo", help="add invented figures, shown apart at /insight/demo")
    tasks.add_parser("remove-demo", help="remove every invented figure")
    return parser


def _report(settings: Settings, chosen: argparse.Namespace) -> None:
    path: Path = chosen.file
    if path.suffix not in {".html", ".htm"}:
        raise InvalidInput(f"Please name an HTML file, such as {path.with_suffix('.html')}.")
    last = _day(chosen.until)
    upgrade(settings.database_url)
    site = load_site(settings.site_file)
    with open_session(settings) as session:
        html = _made(session, site, last, is_invented=chosen.invented)
    with whole_file(path) as part:
        part.write_text(html, encoding="utf-8")
    say(f"The report is in {path}.")
    if not chosen.no_pdf:
        pdf = path.with_suffix(".pdf")
        print_pdf(path, pdf, chosen.browser)
        say(f"The same as PDF is in {pdf}.")


def _made(session: Session, site: Site, last: date | None, *, is_invented: bool) -> str:
    now = clock.now()
    period = Period(last or now.date())
    if is_invented:
        found, before = read_demo(session, period), read_demo(session, period.before)
    else:
        count_days(session, at=now)
        session.commit()
        at = now if last is None else datetime.combine(last, time.max, now.tzinfo)
        found = read_snapshot(session, site, at, period)
        before = read_counts(session, period.before)
    return report_of(found, before, site, now.date())


def _day(text: str | None) -> date | None:
    """The last day of a report, or None for today.

    Raises:
        InvalidInput: When it is not a day, or is to come.
    """
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is not a day such as 2026-09-30.") from None
    if found > clock.now().date():
        raise InvalidInput(f"{text} is still to come.")
    return found


def _demo(settings: Settings, _chosen: argparse.Namespace) -> None:
    upgrade(settings.database_url)
    site = load_site(settings.site_file)
    with open_session(settings) as session:
        count = add_demo(session, site, clock.now().date())
        session.commit()
    say(
        f"{count:,} invented figures are in. They are shown at /insight/demo, marked as invented, "
        "and never among real ones. To take them away: python -m bot.insight remove-demo"
    )


def _remove_demo(settings: Settings, _chosen: argparse.Namespace) -> None:
    upgrade(settings.database_url)
    with open_session(settings) as session:
        count = remove_demo(session)
        session.commit()
    say(f"{count:,} invented figures are removed. None are left.")


if __name__ == "__main__":
    raise SystemExit(main())
