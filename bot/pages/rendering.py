"""Templates, their filters, and addresses of static files that change with their content."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from bot.conversations.views import MessageView
from bot.pages.beside import around, choice_of, is_told, others_of, says
from bot.pages.markup import blocks, details, folded, linked, typed
from bot.pages.standing import KEYS as STANDING_KEYS
from bot.pages.standing import catalogue
from bot.pages.theme import stylesheet
from bot.pages.widget import TEXTS_FOLDER, make_script
from knowledge.settings import Settings
from knowledge.site import Site

_FOLDER = Path(__file__).parent
STATIC_FOLDER = _FOLDER / "static"

SENDERS = {
    "resident": "You",
    "assistant": "Signpost",
    "adviser": "Adviser",
    "system": "Notice",
}


@lru_cache(maxsize=1)
def _british() -> tzinfo:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return UTC


def _clock_time(at: datetime) -> str:
    local = at.astimezone(_british())
    return f"{local:%H:%M}" + (" UTC" if _british() is UTC else "")


def _long_date(at: datetime) -> str:
    local = at.astimezone(_british())
    return f"{local.day} {local:%B %Y}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


@lru_cache(maxsize=32)
def static_address(name: str) -> str:
    """Returns the address of a static file with a mark of its content, so that it may be cached."""
    mark = hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={mark}"


def _asks(message: MessageView) -> bool:
    """Says whether it is asked under a new message if it helped: when it holds a record."""
    return message.sender == "assistant" and bool(message.cards)


class Rendering:
    """Makes pages and messages of templates.

    Args:
        site: Whose Signpost this is.
        settings: For the limits that pages name.
    """

    def __init__(self, site: Site, settings: Settings) -> None:
        self.theme = stylesheet(site.colours)
        self.name = site.service.name
        self.public_address = settings.public_address
        self.allowed_origins = settings.allowed_origins
        self.texts_folder = TEXTS_FOLDER
        self.widget = make_script(site, settings)
        mark = hashlib.sha256(self.theme.encode()).hexdigest()[:10]
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            blocks=blocks,
            linked=linked,
            typed=typed,
            clock_time=_clock_time,
            long_date=_long_date,
            day=_day,
            details=details,
            folded=folded,
        )
        self._templates.globals.update(
            texts=catalogue(TEXTS_FOLDER),
            standing_keys=STANDING_KEYS,
            around=around,
            choice_of=choice_of,
            others_of=others_of,
            is_told=is_told,
            says=says,
            site=site,
            limit=settings.message_limit_characters,
            retention_days=settings.retention_days,
            has_telegram=bool(settings.telegram_bot_token),
            senders={**SENDERS, "assistant": site.service.name},
            static=static_address,
            theme_address=f"/theme.css?v={mark}",
        )

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Returns a page made of a template."""
        html = self._templates.get_template(name).render(**values)
        return HTMLResponse(html, status)

    def part(self, name: str, **values: Any) -> str:
        """Returns a part of a page as HTML, for a script that puts it in its place."""
        return self._templates.get_template(name).render(**values)

    def message(self, message: MessageView) -> str:
        """Returns one message as HTML."""
        return self._templates.get_template("_message.html").render(
            message=message, starts=None, asks_about=message.id if _asks(message) else ""
        )
