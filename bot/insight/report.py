"""The report for a scrutiny panel: one HTML file, and the same as a PDF file.

Asks nothing of other machines when it is read: plots stand in the file itself. The PDF is printed
by a browser that is there already, see docs/decisions/0009-report-as-pdf.md.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.insight.counting import MEASURES
from bot.insight.figures import Figure, helped, nothing, six_figures
from bot.insight.pages import tables_of
from bot.insight.plots import plot
from bot.insight.snapshot import Snapshot
from bot.insight.suppression import LEAST, LEAST_FOR_SHARE, shown, told
from knowledge.errors import Unavailable
from knowledge.site import Site

_TEMPLATES = Path(__file__).parents[1] / "pages" / "templates"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 180
_NO_BROWSER = (
    "The report is written as HTML, but not as PDF: that needs Chromium, which is not on this "
    "machine. Install it (on Debian and Ubuntu: apt-get install chromium), or name another "
    "Chromium or Chrome with --browser PATH, and run this again. Or open the HTML file in any "
    "browser and choose Print, Save as PDF. To ask for no PDF at all: --no-pdf."
)


@dataclass(frozen=True)
class Compared:
    """One count now and in as many weeks before; None is a number that is not told."""

    label: str
    now: int | None
    before: int | None


def report_of(found: Snapshot, before: Snapshot, site: Site, on: date) -> str:
    """Returns the report as one HTML page.

    Args:
        found: The figures of its period.
        before: What was counted in as many weeks before.
        site: Whose report it is.
        on: The day on which it is made.
    """
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tables = tables_of(found)
    return templates.get_template("insight/report.html").render(
        site=site,
        today=f"{on.day} {on:%B %Y}",
        period=found.period,
        before=before.period,
        figures=six_figures(found, site),
        compared=_compared(found, before),
        shares=_shares(found, before),
        tables=[(table, plot(table, site.colours)) for table in tables if not table.is_empty],
        empty=[table for table in tables if table.is_empty],
        least=LEAST,
        least_for_share=LEAST_FOR_SHARE,
        is_demo=found.is_demo,
        shown=shown,
    )


def _compared(found: Snapshot, before: Snapshot) -> list[Compared]:
    return [
        Compared(label, told(found.total(measure)), told(before.total(measure)))
        for measure, label in MEASURES.items()
    ]


def _shares(found: Snapshot, before: Snapshot) -> list[tuple[Figure, Figure]]:
    return [(of(found), of(before)) for of in (helped, nothing)]


def find_browser(wanted: str = "") -> str | None:
    """Returns the program that can print, or None when there is none.

    Args:
        wanted: A name or a path; the first of `BROWSERS` that is there when empty.
    """
    names = (wanted,) if wanted else BROWSERS
    return next((found for name in names if (found := shutil.which(name))), None)


def print_pdf(html: Path, pdf: Path, browser: str = "") -> None:
    """Prints an HTML file of ours as a tagged PDF file.

    Args:
        html: The file, which asks for nothing from the network.
        pdf: Where to; only a whole file comes there.
        browser: A Chromium or Chrome; the first that is found when empty.

    Raises:
        Unavailable: When there is no browser, or it does not print.
    """
    program = find_browser(browser)
    if program is None:
        raise Unavailable(_NO_BROWSER)
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "report.pdf"
        problem = _run(_command(program, html, part, folder))
        if problem or not part.exists() or not part.read_bytes().startswith(b"%PDF-"):
            raise Unavailable(
                f"{program} did not print the report ({problem or 'it wrote no PDF'}). The HTML "
                "file is there: open it in any browser and choose Print, Save as PDF."
            )
        pdf.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(part, pdf)


def _command(program: str, html: Path, pdf: Path, folder: str) -> Sequence[str]:
    # The file is our own and asks for nothing, so that the browser's inner walls, which a
    # container or the root account often cannot have, are not needed for it.
    return [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
        "--generate-pdf-document-outline", f"--print-to-pdf={pdf}", html.resolve().as_uri(),
    ]  # fmt: skip


def _run(command: Sequence[str]) -> str:
    """Runs a program; returns what went wrong in a few words, or an empty text."""
    try:
        done = subprocess.run(  # noqa: S603 - named by whoever runs this # nosec B603
            command, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no end after {_SECONDS} seconds"
    except OSError as error:
        return type(error).__name__
    return f"status {done.returncode}" if done.returncode else ""
