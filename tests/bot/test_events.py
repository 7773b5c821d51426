"""Server-sent events: everything once, resumed where it stopped, closed when it should be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.conversations import service, store
from knowledge.replies import Reply
from tests.bot.conftest import Bench, Opened


class Stream:
    """A stream read over bare ASGI, because the client of the other tests waits for the end."""

    def __init__(self, talk: Opened, headers: dict[str, str], path: str) -> None:
        self._app = talk.bench.app
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._gone = asyncio.Event()
        self.start: dict[str, Any] = {}
        self.text = ""
        path, _, query = path.partition("?")
        self._scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("192.0.2.1", 4000),
            "server": ("signpost.test", 80),
            "scheme": "http",
            "http_version": "1.1",
        }
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async def receive() -> dict[str, Any]:
            await self._gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.start = message
            else:
                self.text += message.get("body", b"").decode()

        await self._app(self._scope, receive, send)  # type: ignore[arg-type]

    async def until(self, words: str) -> None:
        async with asyncio.timeout(3):
            while words not in self.text and not self.task.done():
                await asyncio.sleep(0.01)
        assert words in self.text

    def leave(self) -> None:
        self._gone.set()

    @property
    def events(self) -> list[dict[str, Any]]:
        found = [block.splitlines() for block in self.text.split("\n\n")]
        blocks = [lines for lines in found if "event: message" in lines]
        return [json.loads(line[6:]) for lines in blocks for line in lines if line[:6] == "data: "]


@asynccontextmanager
async def following(talk: Opened, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    stream = Stream(talk, talk.headers | headers, f"{talk.address}/events{query}")
    try:
        yield stream
    finally:
        stream.leave()
        await asyncio.wait_for(stream.task, 5)


async def test_a_stream_gives_what_is_there_and_what_comes(bench: Bench) -> None:
    talk = await bench.open()
    async with following(talk) as stream:
        await stream.until("automated service")
        await talk.send(text="hello")
        await stream.until("An answer. (hello)")
        assert stream.events == await talk.read()
        headers = dict(stream.start["headers"])
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert headers[b"cache-control"] == b"no-store"
        last = stream.events[-1]["id"]
        assert f"id: {last}\nevent: message\ndata: " in stream.text


async def test_a_stream_goes_on_after_the_last_event(bench: Bench) -> None:
    talk = await bench.open()
    sent = (await talk.send(text="one")).json()["messages"]
    async with following(talk, **{"Last-Event-ID": sent[0]["id"]}) as stream:
        await stream.until("An answer. (one)")
        assert stream.events == sent[1:]
    async with following(talk, query=f"?after={sent[1]['id']}") as stream:
        await talk.send(text="two")
        await stream.until("An answer. (two)")
        assert [event["text"] for event in stream.events] == ["two", "An answer. (two)"]


@pytest.mark.parametrize("said", ["x", "-1", "9" * 60, "٣", ""])
async def test_a_stream_takes_a_nonsense_last_event_for_none(bench: Bench, said: str) -> None:
    talk = await bench.open()
    headers = {"Last-Event-ID": said}
    async with following(talk, **headers) as stream:
        await stream.until("retry: 3000")
        if not said.startswith("9"):
            await stream.until("automated service")


async def test_a_stream_sees_what_another_process_writes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "POLL_SECONDS", 0.05)
    talk = await bench.open()
    async with following(talk) as stream:
        await stream.until("automated service")
        with bench.app.state.conversations.transactions._database.session() as session:
            reply = Reply("A word from an adviser.")
            store.add_reply(session, talk.id, reply, at=bench.clock(), sender="adviser")
            session.commit()
        await stream.until("A word from an adviser.")
        assert stream.events[-1]["from"] == "adviser"


async def test_a_quiet_stream_is_kept_open_with_comments(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(service, "HEARTBEAT_SECONDS", 0.04)
    talk = await bench.open()
    async with following(talk) as stream:
        await stream.until(": still here")


async def test_a_stream_ends_when_the_conversation_is_deleted(bench: Bench) -> None:
    talk = await bench.open()
    async with following(talk) as stream:
        await stream.until("automated service")
        await bench.client.delete(talk.address, headers=talk.headers)
        await asyncio.wait_for(stream.task, 2)


async def test_a_stream_ends_when_the_process_closes(bench: Bench) -> None:
    talk = await bench.open()
    async with following(talk) as stream:
        await stream.until("automated service")
        bench.app.state.bell.close()
        await asyncio.wait_for(stream.task, 2)


async def test_too_many_streams_of_one_conversation_are_refused(bench: Bench) -> None:
    talk = await bench.open()
    streams = [Stream(talk, talk.headers, f"{talk.address}/events") for _ in range(6)]
    for stream in streams:
        await stream.until("automated service")
    answer = await bench.client.get(f"{talk.address}/events", headers=talk.headers)
    assert answer.status_code == 429
    assert answer.headers["retry-after"]
    for stream in streams:
        stream.leave()
        await stream.task
    async with following(talk) as stream:
        await stream.until("automated service")
