"""The fake on a port of the loopback, with what goes wrong on demand."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bot.telegram.fake_api.chats import TOKEN, Chats
from tests.bot.telegram.fake_api.methods import Methods
from tests.bot.telegram.fake_api.people import Person
from tests.bot.telegram.fake_api.shapes import Refusal


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: a refusal, or an answer that comes late, or never."""

    refusal: Refusal | None = None
    late_seconds: float = 0.0
    is_done: bool = True


class FakeTelegram:
    """A Bot API for one bot.

    Attributes:
        calls: Every call with its time, in order.
        pushes: The status of every push, in order.
        push_twice: Whether each update is pushed twice.
    """

    def __init__(self) -> None:
        self.chats = Chats()
        self.methods = Methods(self.chats)
        self.calls: list[tuple[float, str, dict[str, str]]] = []
        self.pushes: list[int] = []
        self.push_twice = False
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._port = 0
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._pushing: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def person(self, number: int) -> Person:
        return Person(self.chats, number)

    def group(self, number: int) -> Person:
        return Person(self.chats, number, "supergroup")

    def count(self, method: str) -> int:
        return sum(name == method for _, name, _ in self.calls)

    def times(self, method: str, chat_id: int | None = None) -> list[float]:
        return [
            at
            for at, name, said in self.calls
            if name == method and chat_id in {None, int(said.get("chat_id", 0))}
        ]

    def fails(self, method: str, *faults: Fault) -> None:
        """Lets the next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    async def start(self) -> None:
        """Listens, on the same port as before if there was one."""
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]
        )
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self._port,
            log_config=None,
            access_log=False,
            lifespan="off",
        )
        config.timeout_graceful_shutdown = 1
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)
        self._port = self._server.servers[0].sockets[0].getsockname()[1]

    async def vanish(self) -> None:
        """Is not reachable any more; what waits to be fetched waits."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = self._server.force_exit = True
            self.chats.arrived.set()
            with suppress(asyncio.CancelledError):
                await self._serving

    async def stop(self) -> None:
        if self._pushing is not None:
            self._pushing.cancel()
            with suppress(asyncio.CancelledError):
                await self._pushing
        await self.vanish()

    async def _answer(self, request: Request) -> Response:
        name = request.path_params["method"]
        form = await request.form()
        said = {key: str(value) for key, value in form.items()}
        self.calls.append((asyncio.get_running_loop().time(), name, said))
        try:
            if request.path_params["token"] != TOKEN:
                raise Refusal(401, "Unauthorized")
            result = await self._result(name, said)
        except Refusal as refusal:
            if refusal.code == 502:
                return Response("<html><h1>502 Bad Gateway</h1></html>", 502)
            return JSONResponse(refusal.body, refusal.code)
        return JSONResponse({"ok": True, "result": result})

    async def _result(self, name: str, said: dict[str, str]) -> Any:
        method = self.methods.find(name)
        if method is None:
            raise Refusal(404, "Not Found: method not found")
        fault = self._faults[name].popleft() if self._faults[name] else Fault()
        if fault.refusal is not None:
            raise fault.refusal
        result = await method(said) if fault.is_done else None
        await asyncio.sleep(fault.late_seconds)
        return result

    def push_to(self, client: httpx.AsyncClient) -> None:
        """Pushes what arrives to the webhook, by this client, until stopped."""
        self._pushing = asyncio.create_task(self._push(client))

    async def _push(self, client: httpx.AsyncClient) -> None:
        while True:
            webhook = self.methods.webhook
            if not webhook.get("url") or not self.chats.pending:
                await asyncio.sleep(0.01)
                continue
            update = self.chats.pending[0]
            headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"] or ""}
            statuses = []
            for _ in range(2 if self.push_twice else 1):
                answer = await client.post(webhook["url"], json=update, headers=headers)
                statuses.append(answer.status_code)
            self.pushes += statuses
            if all(200 <= status < 300 for status in statuses):
                self.chats.pending.remove(update)
            else:
                await asyncio.sleep(0.1)
