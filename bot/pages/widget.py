"""The widget: one file that any allowed website loads with a script tag, and its texts.

The built file is the same for every council; what is local (names, colours, limits) is written
between its last brackets when it is served, so that the button stands there without a second
request. `bot/widget` holds its source.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.conversations import words
from bot.pages.theme import dark_colours, light_colours
from knowledge.errors import NotFound
from knowledge.settings import Settings
from knowledge.site import Site

TEXTS_FOLDER = Path(__file__).parent / "texts"
BUILT = Path(__file__).parent / "static" / "signpost.js"

_A_YEAR = "public, max-age=31536000, immutable"
_SOON = "public, max-age=300"
_PLACE = "/*site*/"
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", re.ASCII)
_HEADERS = {
    # A script and texts that hold nothing of anybody: any website may read them.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
}
_SUBJECTS = {
    "find_volunteering": ["volunteering"],
    "find_funding": ["funding", "grants"],
    "save_building": ["building", "community-rights"],
    "choose_structure": ["structure", "social-enterprise"],
    "have_say": ["have-your-say", "consultations"],
    "find_local_help": ["help", "services"],
    "talk_to_person": ["person"],
}
"""What a page may call its subject (`data-subject`), beside the key of the start itself."""


def is_about(start: words.Start, subject: str) -> bool:
    """Says whether a way to start is what a page named as its subject."""
    return subject == start.key or subject in _SUBJECTS.get(start.key, [])


@dataclass(frozen=True)
class Script:
    """The script as it is served.

    Attributes:
        body: Its bytes, as UTF-8.
        packed: The same, compressed with gzip.
        mark: A mark of its content.
    """

    body: bytes
    packed: bytes
    mark: str

    @property
    def address(self) -> str:
        """The address that may be cached for a year."""
        return f"/signpost.js?v={self.mark}"


def make_script(site: Site, settings: Settings, texts_folder: Path = TEXTS_FOLDER) -> Script:
    """Returns the built script with what is local written into it."""
    local = json.dumps(_local(site, settings, texts_folder), separators=(",", ":"))
    # A browser must not take the end of a script or a comment for one of its own.
    local = local.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    body = BUILT.read_text("utf-8").replace(_PLACE, local).encode()
    mark = hashlib.sha256(body).hexdigest()[:10]
    return Script(body, gzip.compress(body, 9, mtime=0), mark)


def languages(texts_folder: Path) -> list[str]:
    """Returns the languages that there is a catalogue for, in the order of their names."""
    return sorted(path.stem for path in texts_folder.glob("*.json"))


def _local(site: Site, settings: Settings, texts_folder: Path) -> dict[str, Any]:
    return {
        "name": site.service.name,
        "strapline": site.service.strapline,
        "council": {"name": site.council.name, "url": site.council.url},
        "emergency": {"number": site.emergency.number, "samaritans": site.emergency.samaritans},
        "limit": settings.message_limit_characters,
        "days": settings.retention_days,
        "greeting": words.greeting(site).text,
        "starts": [
            {"key": start.key, "label": start.label, "subjects": _SUBJECTS.get(start.key, [])}
            for start in words.STARTS
        ],
        "languages": languages(texts_folder),
        "colours": {"light": _worn(site, dark=False), "dark": _worn(site, dark=True)},
    }


def _worn(site: Site, *, dark: bool) -> dict[str, str]:
    """The colours that the widget wears: those of the theme, and the head's."""
    colours = site.colours
    head = {
        "brand": colours.brand,
        "brand-dark": colours.brand_dark,
        "accent": colours.accent,
        "on-brand": light_colours(colours)["arm-ink"],
    }
    return head | (dark_colours(colours) if dark else light_colours(colours))


async def script(request: Request) -> Response:
    """GET /signpost.js: the widget; with `?v=` it may be kept for a year."""
    made: Script = request.app.state.rendering.widget
    is_marked = request.query_params.get("v") == made.mark
    headers = _HEADERS | {
        "Cache-Control": _A_YEAR if is_marked else _SOON,
        "ETag": f'"{made.mark}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    body = made.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = made.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="text/javascript", headers=headers)


async def source_map(_request: Request) -> Response:
    """GET /signpost.js.map: for those who look into the script with a browser's tools."""
    body = BUILT.with_suffix(".js.map").read_bytes()
    return Response(
        body, media_type="application/json", headers=_HEADERS | {"Cache-Control": _SOON}
    )


async def texts(request: Request) -> Response:
    """GET /signpost/texts/{language}.json: the catalogue of one language."""
    language: str = request.path_params["language"]
    folder: Path = request.app.state.rendering.texts_folder
    path = folder / f"{language}.json"
    if not _LANGUAGE.match(language) or not path.is_file():
        raise NotFound("There are no texts in that language.")
    headers = _HEADERS | {"Cache-Control": _SOON}
    return Response(path.read_bytes(), media_type="application/json", headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/signpost.js", script, methods=["GET"]),
    Route("/signpost.js.map", source_map, methods=["GET"]),
    Route("/signpost/texts/{language}.json", texts, methods=["GET"]),
]
