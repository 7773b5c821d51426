"""A list that a resident keeps: public records by name, as a page to print, send or scan.

The address names records that anybody may see and nothing about the person. Nothing is stored: the
address is the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlencode

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.conversations.views import CardView, MessageView
from bot.directory.reading import read
from bot.pages.rendering import Rendering
from bot.pages.visit import read_visit
from knowledge.cards import card_of
from knowledge.errors import InvalidInput, NotFound
from knowledge.models import Record
from knowledge.replies import Card

MOST = 20
_REF = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$", re.ASCII)
_QUIET_ZONE = 4
"""Empty modules around a QR code, as its standard asks."""


def refs_of(request: Request) -> list[str]:
    """Returns the names of records in the query `r`, each once, in order, at most twenty.

    Raises:
        InvalidInput: When there is none, too many, or one that cannot be a name.
    """
    refs = list(dict.fromkeys(request.query_params.getlist("r")))
    if not refs or len(refs) > MOST or not all(_REF.match(ref) for ref in refs):
        raise InvalidInput(
            "This address holds no list. Choose 'Make a list to keep' under an answer in the chat: "
            f"it takes up to {MOST} entries.",
            ["r: not the names of 1 to 20 records"],
        )
    return refs


def address_of(request: Request, refs: Sequence[str]) -> str:
    """Returns the whole web address of a list, as it can be handed on."""
    public: str = request.app.state.rendering.public_address
    base = public or str(request.base_url).rstrip("/")
    return f"{base}/list?{urlencode([('r', ref) for ref in refs])}"


def qr_path(text: str) -> tuple[int, str]:
    """Returns the QR code of a text: its size in modules with the empty edge, and an SVG path."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    steps = [
        f"M{x + _QUIET_ZONE} {y + _QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return len(rows) + 2 * _QUIET_ZONE, "".join(steps)


async def cards_of(request: Request, refs: Sequence[str]) -> list[Card]:
    """Returns the cards of these records, in the order given; unknown ones are left out."""
    today: date = request.app.state.clock().date()

    def work(session: Session) -> dict[str, Card]:
        found = session.scalars(select(Record).where(Record.slug.in_(refs)))
        return {record.slug: card_of(record, today) for record in found if not record.is_withheld}

    cards = await read(request, work)
    return [cards[ref] for ref in refs if ref in cards]


def mail_of(name: str, address: str, cards: Sequence[Card]) -> str:
    """Returns the address of a letter to oneself with the list in it; nothing passes through us."""
    lines: list[str] = []
    for card in cards:
        phones = [line for line in card.details if line.startswith("Telephone: ")]
        lines += [card.title, *phones, *([card.url] if card.url else [])]
        lines += [f"Source: {card.source}. {card.checked}", ""]
    body = "\r\n".join([*lines, address])
    return f"mailto:?subject={quote(f'My list from {name}')}&body={quote(body)}"


async def show_list(request: Request) -> Response:
    """GET /list: the records of the query, with the ways to keep them."""
    rendering: Rendering = request.app.state.rendering
    refs = refs_of(request)
    cards = await cards_of(request, refs)
    if not cards:
        raise NotFound("None of the entries of this list is there any more.")
    address = address_of(request, refs)
    size, path = qr_path(address)
    return rendering.page(
        "list.html",
        cards=[CardView.model_validate(vars(card)) for card in cards],
        missing=len(refs) - len(cards),
        mail=mail_of(rendering.name, address, cards),
        size=size,
        path=path,
        address=address,
    )


def _kept(messages: Sequence[MessageView]) -> list[CardView]:
    """The cards of a chat that can be kept, each record once, the newest first."""
    found: dict[str, CardView] = {}
    for message in reversed(messages):
        for card in message.cards:
            if card.ref:
                found.setdefault(card.ref, card)
    return list(found.values())[:MOST]


async def choose_list(request: Request) -> Response:
    """GET /chat/list: everything that this chat has shown, to choose from; needs no script."""
    rendering: Rendering = request.app.state.rendering
    cards = _kept((await read_visit(request)).messages)
    return rendering.page("choose_list.html", cards=cards)


ROUTES: list[BaseRoute] = [
    Route("/list", show_list, methods=["GET"]),
    Route("/chat/list", choose_list, methods=["GET"]),
]
