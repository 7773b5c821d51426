"""What the desk's forms do: one deed each, then back to the page that shows it.

A deed that cannot be done says why on the page, with what was typed. The page's script sends the
same forms and asks for JSON.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import first, read_form
from bot.accounts.roles import Account
from bot.desk.entering import conversation_of, enter
from bot.desk.finding import inserts_of
from bot.desk.pages import board_page, callbacks_page, chat_page
from bot.desk.service import DeskService
from bot.errors import problem_of, wants_json
from knowledge.errors import Conflict, InvalidInput, NotFound, SignpostError

_LONGEST_ORIGIN = 64

Fields = dict[str, list[str]]


def _done(request: Request, address: str) -> Response:
    return JSONResponse({"ok": True}) if wants_json(request) else RedirectResponse(address, 303)


def _chat_address(conversation_id: str) -> str:
    return f"/desk/chats/{conversation_id}"


async def claim(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/claim."""
    account, desk = await enter(request)
    await read_form(request)
    conversation_id = conversation_of(request)
    try:
        await desk.claim(conversation_id)
    except (Conflict, NotFound) as error:
        status = problem_of(error).status
        return await board_page(request, account, desk, status=status, wrong=str(error))
    return RedirectResponse(_chat_address(conversation_id), 303)


async def _on_chat(
    request: Request,
    account: Account,
    desk: DeskService,
    error: SignpostError,
    **typed: str,
) -> Response:
    """The page of the chat with what was wrong; the lists when the chat is not there any more."""
    if wants_json(request):
        raise error
    status = problem_of(error).status
    try:
        return await chat_page(
            request,
            account,
            desk,
            conversation_of(request),
            wrong=str(error),
            typed=typed,
            status=status,
        )
    except NotFound:
        return await board_page(request, account, desk, status=status, wrong=str(error))


async def reply(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/reply."""
    account, desk = await enter(request)
    fields = await read_form(request)
    conversation_id, text = conversation_of(request), first(fields, "text")
    try:
        inserts = await desk.do(
            lambda session: inserts_of(session, fields.get("card", []), desk.room.clock().date())
        )
        await desk.reply(
            conversation_id,
            text,
            [insert.card for insert in inserts],
            [insert.text for insert in inserts],
            first(fields, "origin")[:_LONGEST_ORIGIN] or None,
        )
    except (Conflict, InvalidInput, NotFound) as error:
        return await _on_chat(request, account, desk, error, text=text)
    return _done(request, _chat_address(conversation_id) + "#latest")


async def add_note(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/note."""
    account, desk = await enter(request)
    fields = await read_form(request)
    try:
        await desk.add_note(conversation_of(request), first(fields, "note"))
    except (InvalidInput, NotFound) as error:
        return await _on_chat(request, account, desk, error, note=first(fields, "note"))
    return _done(request, _chat_address(conversation_of(request)) + "#notes")


async def pass_on(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/pass."""
    account, desk = await enter(request)
    fields = await read_form(request)
    try:
        await desk.pass_on(conversation_of(request), first(fields, "to"))
    except (Conflict, InvalidInput, NotFound) as error:
        return await _on_chat(request, account, desk, error)
    return _done(request, "/desk")


async def give_back(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/give-back."""
    account, desk = await enter(request)
    await read_form(request)
    try:
        await desk.give_back(conversation_of(request))
    except (Conflict, NotFound) as error:
        return await _on_chat(request, account, desk, error)
    return _done(request, "/desk")


async def close(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/close."""
    account, desk = await enter(request)
    fields = await read_form(request)
    outcome, detail = first(fields, "outcome"), first(fields, "detail")
    try:
        await desk.close(conversation_of(request), outcome, detail)
    except (Conflict, InvalidInput, NotFound) as error:
        return await _on_chat(request, account, desk, error, outcome=outcome, detail=detail)
    return _done(request, "/desk")


async def typing(request: Request) -> Response:
    """POST /desk/chats/{conversation_id}/typing, from the page's script."""
    _, desk = await enter(request)
    await read_form(request)
    await desk.typing(conversation_of(request))
    return Response(status_code=204)


async def be(request: Request) -> Response:
    """POST /desk/presence: here, away, or the end of the shift."""
    _, desk = await enter(request)
    fields = await read_form(request)
    state = first(fields, "state")
    if state == "end":
        await desk.end_shift()
        return RedirectResponse("/account", 303)
    await desk.be(is_available=state != "away")
    return _done(request, "/desk")


async def note_attempt(request: Request) -> Response:
    """POST /desk/callbacks/{callback_id}/attempt."""
    account, desk = await enter(request)
    fields = await read_form(request)
    try:
        await desk.note_attempt(
            request.path_params["callback_id"], first(fields, "result"), first(fields, "note")
        )
    except (InvalidInput, NotFound) as error:
        status = problem_of(error).status
        return await callbacks_page(request, account, desk, status=status, wrong=str(error))
    return _done(request, "/desk/callbacks")


_ONE = "/desk/chats/{conversation_id}"

ROUTES: list[BaseRoute] = [
    Route(f"{_ONE}/claim", claim, methods=["POST"]),
    Route(f"{_ONE}/reply", reply, methods=["POST"]),
    Route(f"{_ONE}/note", add_note, methods=["POST"]),
    Route(f"{_ONE}/pass", pass_on, methods=["POST"]),
    Route(f"{_ONE}/give-back", give_back, methods=["POST"]),
    Route(f"{_ONE}/close", close, methods=["POST"]),
    Route(f"{_ONE}/typing", typing, methods=["POST"]),
    Route("/desk/presence", be, methods=["POST"]),
    Route("/desk/callbacks/{callback_id:int}/attempt", note_attempt, methods=["POST"]),
]
