"""Reads the directory off the event loop, one session a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import Request

from knowledge.database import Database
from knowledge.errors import Unavailable
from knowledge.openreferral.listings import Listing

Found = TypeVar("Found")


def _unavailable() -> Unavailable:
    return Unavailable("The directory cannot be read at the moment. Please try again later.")


async def read(request: Request, work: Callable[[Session], Found]) -> Found:
    """Runs some reading in a thread with a session of its own.

    Raises:
        Unavailable: When the database does not answer or has no directory yet.
    """
    database: Database = request.app.state.database

    def run() -> Found:
        try:
            with database.session() as session:
                return work(session)
        except DBAPIError:
            raise _unavailable() from None

    return await to_thread.run_sync(run)


def lines(request: Request, listing_of: Callable[[Session], Listing]) -> Iterator[bytes]:
    """Yields every item of a list as one line of JSON; the session lives as long as the reading."""
    database: Database = request.app.state.database
    with database.session() as session:
        for item in listing_of(session).all():
            yield as_bytes(item) + b"\n"


def as_bytes(value: Any) -> bytes:
    """Returns a value as JSON in UTF-8, on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
