"""Small things that want to become large, and many things at once."""

from __future__ import annotations

import gzip
import json
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.__main__ import configuration
from knowledge.database import create_database, upgrade
from knowledge.errors import InvalidInput, Unavailable
from knowledge.openreferral.feed import fetching
from knowledge.openreferral.feed.fetching import GentleClient
from knowledge.settings import SettingError, Settings
from knowledge.spreadsheets import workbooks
from knowledge.web import PublicWeb, Unreachable
from tests.bot.conftest import Bench, MakeBench
from tests.security.asking import ask

ZEROS = gzip.compress(b"0" * 8_000_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip", "zstd"])
async def test_a_packed_body_is_never_unpacked(house: Bench, encoding: str) -> None:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    answer = await ask(house.app, "POST", "/api/conversations", headers, ZEROS)
    assert answer.status == 400
    answer = await ask(house.app, "POST", "/chat", headers, ZEROS)
    assert answer.status in {303, 400, 422}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 16_000,
        b'{"a":' * 3_000,
        b'{"text": ' + b"9" * 16_000 + b"}",
        b'{"text": 1e999999}',
        b'{"text": NaN}',
        b'{"text": "\\ud800"}',
        b'{"text": "' + b"\\u0000" * 2_000 + b'"}',
        b'{"text": "' + "ﷺ".encode() * 5_000 + b'"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
    ],
)
async def test_json_that_is_built_to_hurt_is_refused_or_taken(house: Bench, body: bytes) -> None:
    talk = await house.open()
    for path in ("/api/conversations", f"{talk.address}/messages", f"{talk.address}/page"):
        answer = await ask(house.app, "POST", path, talk.headers, body)
        assert answer.status < 500, (path, answer.status)


async def test_a_form_of_many_parts_or_fields_is_refused(house: Bench) -> None:
    fields = "&".join(f"a{number}=1" for number in range(2_000)).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n'
        for _ in range(200)
    )
    many = {"Content-Type": "multipart/form-data; boundary=x"}
    broken = {"Content-Type": "multipart/form-data; boundary=" + "y" * 5_000}
    for path in ("/chat", "/sign-in", "/wrong/office", "/chat/transcript", "/chat/helped"):
        for headers, body in ((form, fields), (many, parts + b"--x--\r\n"), (broken, parts)):
            answer = await ask(house.app, "POST", path, headers, body)
            assert answer.status < 500, (path, answer.status)


class _Bomb(httpx.SyncByteStream):
    """An answer that unpacks for ever; it counts what was taken of it."""

    def __init__(self) -> None:
        self.given = 0

    def __iter__(self) -> Any:
        packer = zlib.compressobj(9, wbits=31)
        while True:
            part = packer.compress(b" " * 1_000_000)
            self.given += 1
            yield part or b""


def _client(bomb: _Bomb) -> httpx.Client:
    def handle(_request: httpx.Request) -> httpx.Response:
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        return httpx.Response(200, headers=headers, stream=bomb)

    return httpx.Client(transport=httpx.MockTransport(handle))


def test_a_feed_that_unpacks_for_ever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_MOST_BYTES", 5_000_000)
    bomb = _Bomb()
    with pytest.raises(Unavailable, match="more than can be read"):
        GentleClient(_client(bomb), 0.0).json("https://feed.invented/services")
    assert bomb.given < 40


def test_a_page_that_unpacks_for_ever_is_left() -> None:
    bomb = _Bomb()

    def handle(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=bomb)

    transport = httpx.MockTransport(handle)
    web = PublicWeb("x", resolver=lambda _host, _port: ["93.184.216.34"], transport=transport)
    with web, pytest.raises(Unreachable, match="more than"):
        web.get("https://invented.example/", most_bytes=5_000_000)
    assert bomb.given < 40


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED_BYTES", 1_000_000)
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x>" + b" " * 5_000_000)
    assert file.stat().st_size < 20_000
    with pytest.raises(InvalidInput, match="too much"):
        workbooks.read_workbook(file)


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 3_000_000)
    packed = file.read_bytes().replace((3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    file.write_bytes(packed)
    with pytest.raises(InvalidInput):
        workbooks.read_workbook(file)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]><x>&c;&f;</x>'
)


@pytest.mark.parametrize("member", ["[Content_Types].xml", "xl/workbook.xml", "_rels/.rels"])
def test_xml_with_entities_of_its_own_is_refused(tmp_path: Path, member: str) -> None:
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, LAUGHS)
    with pytest.raises(InvalidInput):
        workbooks.read_workbook(file)


async def test_a_flood_from_one_address_leaves_the_others_alone(make_bench: MakeBench) -> None:
    bench: Bench = await make_bench(RATE_REQUESTS_PER_MINUTE=20, RATE_CONVERSATIONS_PER_HOUR=5)
    flood = [await ask(bench.app, "GET", "/privacy", address="192.0.2.66") for _ in range(40)]
    assert [answer.status for answer in flood].count(429) == 20
    assert all(answer.headers["retry-after"] for answer in flood if answer.status == 429)
    assert (await ask(bench.app, "GET", "/privacy", address="192.0.2.67")).status == 200
    opened = [
        (await ask(bench.app, "POST", "/api/conversations", address="192.0.2.68")).status
        for _ in range(8)
    ]
    assert opened == [201] * 5 + [429] * 3
    # A home has 2^64 addresses of its own; they count as one.
    inside = [f"2001:db8:1:1::{number:x}" for number in range(1, 30)]
    found = [(await ask(bench.app, "GET", "/privacy", address=one)).status for one in inside]
    assert found.count(429) == 9
    assert (await ask(bench.app, "GET", "/privacy", address="2001:db8:1:2::1")).status == 200


async def test_a_flood_of_one_conversation_leaves_the_others_alone(make_bench: MakeBench) -> None:
    bench: Bench = await make_bench(RATE_MESSAGES_PER_MINUTE=3)
    one, other = await bench.open(), await bench.open()
    assert [(await one.send(text="hello")).status_code for _ in range(5)] == [200] * 3 + [429] * 2
    assert (await other.send(text="hello")).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "comes_from", "forwarded", "counts_as"),
    [
        ("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.9", "203.0.113.9", "192.0.2.9"),
        ("NONE", "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/8", "11.1.2.3", "203.0.113.9", "11.1.2.3"),
        # What a caller puts in front of what our proxy adds counts for nothing.
        ("127.0.0.1", "127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
    ],
)
async def test_where_a_caller_is_comes_from_a_proxy_that_is_named(
    bench: Bench, trusted: str, comes_from: str, forwarded: str, counts_as: str
) -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    settings = Settings.from_environment({"TRUSTED_PROXIES": trusted})
    config = configuration(app, settings)  # type: ignore[arg-type]
    config.load()
    loaded: Any = config.loaded_app
    await ask(loaded, "GET", "/", {"X-Forwarded-For": forwarded}, address=comes_from)
    assert seen == [counts_as]


@pytest.mark.parametrize("value", ["*", "0.0.0.0/0", "::/0", "proxy.example", "127.0.0.1;x"])
def test_not_everybody_can_be_a_proxy(value: str) -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Settings.from_environment({"TRUSTED_PROXIES": value})


async def test_over_https_browsers_are_told_to_stay_with_it(house: Bench, bench: Bench) -> None:
    for path in ("/", "/chat?framed", "/api/nothing", "/static/nothing", "/healthz"):
        answer = await ask(house.app, "GET", path)
        assert answer.headers["strict-transport-security"] == "max-age=31536000", path
        assert "strict-transport-security" not in (await ask(bench.app, "GET", path)).headers


def test_a_database_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "signpost.db"
    upgrade(f"sqlite:///{file}")
    database = create_database(f"sqlite:///{file}")
    with database.session() as session:
        session.connection().exec_driver_sql("SELECT 1 FROM record").first()
        for path in file.parent.iterdir():
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name
    database.close()


async def test_what_no_column_holds_is_the_callers_fault(house: Bench) -> None:
    transactions = house.app.state.accounts.transactions
    for value in (2**70, "\ud800"):
        with pytest.raises(InvalidInput):
            await transactions.do(
                lambda session, value=value: session.execute(text("SELECT :x"), {"x": value}).all()
            )


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/static/../app.py",
            "/static/%2e%2e/app.py",
            "/static/..%2fapp.py",
            "/static/%2e%2e%2fx",
        ),
        *("/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5capp.py", "/static/%00"),
        *("/static/....//app.py", "/static/templates/base.html", "/static/../templates/base.html"),
        *(
            "/signpost/texts/..%2f..%2fapp.json",
            "/signpost/texts/%2e%2e.json",
            "/signpost.js.map/..",
        ),
        *("/insight/..%2fx.csv", "/staff/code/..%2f..%2fx.svg", "/.env", "/.git/config", "//evil"),
        *("/site.yml", "/var/signpost.db", "/%2e%2e/%2e%2e/etc/passwd", "/\\..\\..\\etc\\passwd"),
    ],
)
async def test_no_path_leads_out(house: Bench, path: str) -> None:
    answer = await ask(house.app, "GET", path)
    assert answer.status in {303, 404, 405, 422}, (path, answer.status)
    assert b"root:" not in answer.body
    assert b"from __future__" not in answer.body


def test_a_body_is_json_or_refused() -> None:
    # The parser of bodies is the standard library's: what it makes of a number is bounded.
    with pytest.raises(ValueError, match="digits"):
        json.loads("9" * 5_000)
