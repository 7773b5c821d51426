"""The command: over a real connection, from files, and when all is wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from knowledge.database import create_database
from knowledge.models import DataSource, Service
from knowledge.openreferral.feed.__main__ import main
from tests.knowledge.factories import entry_data, write_content


class Feed(ThreadingHTTPServer):
    """A small real feed on the loopback: seven services, two a page, with details."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.is_down = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v3"


class _Handler(BaseHTTPRequestHandler):
    server: Feed

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        name = path.removeprefix("/v3/services").strip("/")
        if self.server.is_down or not path.startswith("/v3/services"):
            self.send_error(401 if self.server.is_down else 404)
            return
        body = _whole(name) if name else _page(int(query["page"][0]))
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return None


def _short(name: int) -> dict[str, Any]:
    return {"id": name, "name": f"Invented {name}", "status": "active", "description": "D."}


def _whole(name: str) -> dict[str, Any]:
    return _short(int(name)) | {"phones": [{"number": f"01632 96000{name}"}]}


def _page(number: int) -> dict[str, Any]:
    names = range(7)[(number - 1) * 2 : number * 2]
    return {"totalElements": 7, "totalPages": 4, "number": number, "first": number == 1,
            "last": number == 4, "content": [_short(name) for name in names]}  # fmt: skip


@pytest.fixture
def feed() -> Iterator[Feed]:
    server = Feed()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'signpost.db'}"
    write_content(tmp_path / "content", entry_data("service", id="ours"))
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("CONTENT_FOLDER", str(tmp_path / "content"))
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path / "no-encoder"))
    return address


def count(url: str) -> int:
    database = create_database(url)
    with database.session() as session:
        query = select(func.count()).select_from(Service).where(Service.origin != "content")
        found = session.scalar(query) or 0
    database.close()
    return found


def test_a_feed_comes_in_over_a_real_connection(
    url: str, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [feed.address, "--name", "invented", "--title", "Invented Council", "--delay", "0"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "invented: 7 listed; 7 taken, 0 of them mended; 0 unchanged; 0 refused" in said
    # The content is loaded beside it, and neither drives the other out.
    assert "content: 2 entries loaded" in said
    assert "Search does not know what is new by its meaning yet" in said
    assert count(url) == 7
    assert sum("services/" in path for path in feed.asked) == 7
    assert main(command) == 0
    assert "0 taken, 0 of them mended; 7 unchanged" in capsys.readouterr().out
    feed.asked.clear()
    assert main([*command, "--changes"]) == 0
    assert not any("services/" in path for path in feed.asked)


def test_a_feed_that_refuses_is_said_plainly_and_nothing_is_lost(
    url: str, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [feed.address, "--name", "invented", "--delay", "0"]
    main(command)
    feed.is_down = True
    assert main(command) == 1
    assert "refuses to answer (status 401)" in capsys.readouterr().err
    assert count(url) == 7
    assert main(["--list"]) == 0
    assert "last run: stopped on" in capsys.readouterr().out


def test_what_is_due_comes_in_and_one_that_fails_does_not_stop_the_others(
    url: str, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([feed.address, "--name", "due", "--delay", "0", "--every", "24"]) == 0
    database = create_database(url)
    with database.session() as session:
        broken = DataSource(name="broken", kind="open_referral", title="Broken", can={},
                            address=f"{feed.address}/nothing", every_hours=1)  # fmt: skip
        session.add(broken)
        session.commit()
    capsys.readouterr()
    assert main(["--due", "--delay", "0"]) == 1
    first = capsys.readouterr()
    assert "due: " not in first.out
    assert "broken: " in first.err
    with database.session() as session:
        source = session.get(DataSource, "due")
        assert source is not None
        source.next_at = datetime(2020, 1, 1, tzinfo=UTC)
        session.commit()
    assert main(["--due", "--delay", "0"]) == 1
    assert "due: 7 listed" in capsys.readouterr().out
    database.close()


def test_a_file_comes_in_with_a_name_from_its_own(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "My Feed (2026).json"
    file.write_text(json.dumps([_whole("1"), {"id": 2, "name": None}]), "utf-8")
    assert main([str(file)]) == 0
    assert "my-feed-2026: 2 listed; 1 taken" in capsys.readouterr().out
    assert main(["--report", "my-feed-2026"]) == 0
    said = capsys.readouterr().out
    assert "refused: 2: it has no name" in said
    assert "taken: 1 Invented 1" in said
    assert main(["--report", "my-feed-2026", "--rows", "1"]) == 0
    assert "... and 1 more: --rows 2" in capsys.readouterr().out
    assert count(url) == 1


def test_a_preview_changes_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([_whole("1")]), "utf-8")
    assert main([str(file), "--preview"]) == 0
    assert "1 would be taken" in capsys.readouterr().out
    assert count(url) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Name the address"),
        (["nothing.json"], "cannot be read"),
        (["ftp://feed.invented"], "begins with http"),
        (["x.json", "--name", "Not A Name"], "cannot be used"),
        (["x.json", "--name", "a" * 41], "at most 40"),
        (["--report", "nobody"], "no run of nobody"),
    ],
)
@pytest.mark.usefixtures("url")
def test_what_is_wrong_is_said_plainly(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert words in capsys.readouterr().err
