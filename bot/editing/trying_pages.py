"""'Try it': a question answered as today and as it would be with a change that waits."""

from __future__ import annotations

from functools import partial
from typing import Any

from anyio import to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, require
from bot.accounts.roles import EDITOR
from bot.accounts.showing import form_page
from bot.staff.aid import Aid
from knowledge.editing.changes import find_change, is_new_record
from knowledge.editing.records import find_record
from knowledge.editing.trying import Moved, Trials, Tried
from knowledge.errors import Conflict, InvalidInput, NotFound, Unavailable

_LONGEST = 300


def trials_of(aid: Aid) -> Trials:
    """Returns what builds trials over the directory of the aid."""
    return Trials(aid.directory)


async def try_change(request: Request) -> Response:
    """GET /edit/changes/{change_id}/try: `q` is asked of both; `known` lists what would move."""
    account = await require(request, EDITOR)
    change_id: int = request.path_params["change_id"]
    trials: Trials = request.app.state.trials
    words = " ".join(request.query_params.get("q", "").split())[:_LONGEST]
    tried: Tried | None = None
    moved: tuple[list[Moved], int] | None = None
    wrong: Exception | None = None

    def work(session: Session) -> dict[str, Any]:
        change = find_change(session, change_id)
        is_new = is_new_record(change)
        name = change.after["name"] if is_new else find_record(session, change.slug).name
        return {"change": change, "called": name}

    found = await accounts_of(request).transactions.do(work)
    try:
        if "known" in request.query_params:
            moved = await to_thread.run_sync(partial(trials.moved, change_id))
        elif words:
            tried = await to_thread.run_sync(partial(trials.ask, change_id, words))
    except (Conflict, InvalidInput, NotFound, Unavailable) as error:
        wrong = error
    return form_page(
        request,
        account,
        "editing/try.html",
        wrong,
        words=words,
        tried=tried,
        moved=moved,
        **found,
    )


ROUTES: list[BaseRoute] = [Route("/edit/changes/{change_id:int}/try", try_change, methods=["GET"])]
