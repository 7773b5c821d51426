"""What a client may do with a conversation beside talking: say what helped, go on in a page, keep.

Each route reads, calls one thing, and answers.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.bodies import read_object
from bot.conversations import keeping
from bot.conversations.service import Conversations
from bot.pages.shortlist import address_of, cards_of, qr_path, refs_of
from knowledge.errors import InvalidInput, NotFound


class HasHelped(BaseModel):
    """Whether an answer helped."""

    model_config = ConfigDict(extra="ignore", strict=True)

    helped: bool


class PageAddress(BaseModel):
    """Where the conversation goes on as a page."""

    address: str = Field(description="A path on this website; good once, for a minute.")


class QrCode(BaseModel):
    """A QR code to draw."""

    size: int = Field(description="Its width and height in modules, with the empty edge.")
    path: str = Field(description="An SVG path of its dark modules.")


class Shortlist(BaseModel):
    """A list of records as it can be kept."""

    url: str = Field(description="The web address of the list as a page.")
    titles: list[str] = Field(description="The names of its entries, in order.")
    qr: QrCode


def _service(request: Request) -> Conversations:
    service: Conversations = request.app.state.conversations
    return service


def _read_helped(data: dict[str, Any]) -> bool:
    try:
        return HasHelped.model_validate(data).helped
    except ValidationError:
        raise InvalidInput("Please say yes or no.", ["helped: true or false is needed"]) from None


async def say_helped(request: Request, conversation_id: str) -> Response:
    """POST /api/conversations/{conversation_id}/messages/{message_id}/helped."""
    has_helped = _read_helped(await read_object(request))
    service = _service(request)
    message_id: str = request.path_params["message_id"]
    if not (message_id.isascii() and message_id.isdecimal() and len(message_id) <= 18):
        raise NotFound("There is no such answer in this conversation.")
    await service.transactions.do(
        lambda session: keeping.rate(
            session, conversation_id, int(message_id), has_helped, at=service.clock()
        )
    )
    return Response(status_code=204)


async def make_page(request: Request, conversation_id: str) -> Response:
    """POST /api/conversations/{conversation_id}/page."""
    await read_object(request)
    service = _service(request)
    code = await service.transactions.do(
        lambda session: keeping.make_code(session, conversation_id, at=service.clock())
    )
    return JSONResponse({"address": f"/chat/open?code={code}"}, 201)


async def shortlist(request: Request) -> Response:
    """GET /api/list."""
    refs = refs_of(request)
    cards = await cards_of(request, refs)
    if not cards:
        raise NotFound("None of the entries of this list is there any more.")
    address = address_of(request, refs)
    size, path = qr_path(address)
    found = Shortlist(
        url=address, titles=[card.title for card in cards], qr=QrCode(size=size, path=path)
    )
    return Response(found.model_dump_json(), media_type="application/json")


ROUTES = [Route("/api/list", shortlist, methods=["GET"])]
