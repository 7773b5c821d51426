"""Nonsense into everything that reads what others write: no 500, nothing but what is promised.

`make test` tries some; `make test-fuzz` tries at least 50,000 (the environment's FUZZ_INPUTS says
how many for each of the tests here). Hangs are the pytest process's own limit to catch: each input
is at most some thousand characters, and patterns have their own test.
"""

from __future__ import annotations

import asyncio
import copy
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.accounts import sessions
from bot.accounts.roles import ROLES
from bot.app import create_app
from bot.conversations.text import clean, for_engine, has_words
from bot.handoff.contact import checked_name, find_way
from bot.masking import mask
from bot.pages.markup import blocks, details, linked, typed
from bot.telegram.channel import TIMING
from bot.telegram.client import make_client
from bot.telegram.incoming import Reader
from bot.telegram.settings import telegram_settings
from knowledge.errors import SignpostError
from knowledge.finding.reading import criteria_in, without_criteria
from knowledge.followups import about_a_list, asks_to_send, leans
from knowledge.openreferral.feed import values
from knowledge.openreferral.feed.envelopes import page_of
from knowledge.openreferral.feed.personal import masked
from knowledge.openreferral.feed.reading import Refused, external_id_of, read_service
from knowledge.openreferral.feed.terms import Terms
from knowledge.openreferral.geography import split_postcode
from knowledge.openreferral.phones import numbers_of
from knowledge.said_dates import read_date
from knowledge.search.words import related_stems, spelt_out, stems
from knowledge.settings import Settings
from knowledge.spreadsheets.columns import column_named, columns_of
from knowledge.spreadsheets.escaping import with_guard, without_guard
from knowledge.spreadsheets.values import CellError, convert
from knowledge.tasks import readers
from knowledge.web_addresses import as_iri, safe_link
from tests.bot.conftest import Bench, FrozenClock, StandInEngine, running, settings_for
from tests.bot.people import signed_in
from tests.security.asking import ask
from tests.security.conftest import EVERY_DOOR, fill
from tests.security.doors import CHATWOOT_SECRET, DESK_TOKEN, doors

INPUTS = int(os.environ.get("FUZZ_INPUTS", "40"))
TODAY = date(2026, 11, 25)

fuzz = settings(
    max_examples=INPUTS,
    derandomize=INPUTS < 1000,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)

_BITS = st.sampled_from(
    [
        "LE1 1AA",
        "le11",
        "SW1A 1AA",
        "0116 496 0000",
        "+44 7700 900123",
        "£10,000",
        "10k",
        "£1.5 million",
        "100000 pounds",
        "31/02/2026",
        "next friday",
        "29 february",
        "2026-13-45",
        "tomorrow",
        "25th of dec",
        "12:60",
        "9am",
        "1.2.2026",
        "99999",
        "monday",
        "twelve",
        "half past",
        "-1",
        "1e400",
        "NaN",
        "00000000000000000000",
        "٣",
        "²",
        "½",
        "Ⅷ",
        "١٢/٠٣",
        "a@b.c",
        "http://[::1",
        "javascript:alert(1)",
        "<b>",
        "</script>",
        "&#0;",
        "&#x110000;",
        "{{7*7}}",
        "%s",
        "%00",
        "../..",
        "\x00",
        "�",
        "\u202e",
        "ﷺ",
        "İ",
        "ß",
        "́",
        "\u200d",
        "\U000e0001",
        "'",
        '"',
        ";",
        "--",
        "' OR 1=1",
        "(",
        ")",
        "[",
        "]",
        "\\",
        "/",
        "?",
        "#",
        "my name is",
        "i live at",
        "age 7",
        "within 5 miles",
        "near",
        "between",
        "and",
        "not",
        "free",
        "open now",
        "step free",
        "AB123456C",
        "943 476 5919",
        "true",
        "null",
        "=cmd",
        "@SUM",
        "2026-02-30T25:61:61Z",
        "2026-11-25T10:00:00+99:99",
        "P1D",
        "999999999-01-01",
        "0001-01-01",
    ]
)
TEXTS = st.one_of(
    st.lists(_BITS, max_size=8).map(" ".join),
    st.lists(st.one_of(_BITS, st.text(max_size=12)), max_size=10).map("".join),
    st.text(max_size=400),
    st.tuples(_BITS, st.integers(1, 400)).map(lambda pair: (pair[0] * pair[1])[:1000]),
)
SIMPLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.integers(-(10**400), 10**400)
)
JSON_VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
_NO_DIRECTORY = cast(Any, None)

OF_TEXT: dict[str, Callable[[str], Any]] = {
    "cleaning": lambda text: has_words(for_engine(clean(text))),
    "masking": lambda text: (mask(clean(text)), mask(text, keeps_postcodes=True)),
    "markup": lambda text: (blocks(text), details([text, text]), linked(text), typed(text)),
    "dates": lambda text: read_date(text, TODAY),
    "postcodes": split_postcode,
    "money": lambda text: readers.read_sum(_NO_DIRECTORY, text),
    "money beside": lambda text: readers.notice_sum(_NO_DIRECTORY, text),
    "ages": lambda text: readers.notice_age(_NO_DIRECTORY, text),
    "figures": readers.numbers_in_figures,
    "answers": lambda text: readers.read_yes_no(_NO_DIRECTORY, text),
    "phrases": lambda text: readers.read_phrase(_NO_DIRECTORY, text),
    "contacts": lambda text: (_promised(find_way, text), _promised(checked_name, text)),
    "criteria": lambda text: (criteria_in(text), without_criteria(text)),
    "search words": lambda text: (related_stems(stems(text)), spelt_out(text)),
    "follow-ups": lambda text: (leans(text), asks_to_send(text)),
    "lists": lambda text: about_a_list(text, has_place=True),
    "telephones": numbers_of,
    "addresses": lambda text: (as_iri(text.encode("utf-8", "replace").decode()), safe_link(text)),
    "guards": lambda text: without_guard(with_guard(text)) == text or pytest.fail(text),
}  # fmt: skip


def _promised(read: Callable[[Any], Any], value: Any) -> Any:
    """What a reader returns; its own errors are promised, any other fails."""
    try:
        return read(value)
    except SignpostError:
        return None


@pytest.mark.parametrize("name", OF_TEXT)
@fuzz
@given(text=TEXTS)
def test_no_text_breaks_a_reader(name: str, text: str) -> None:
    OF_TEXT[name](text)


@fuzz
@given(value=JSON_VALUES)
def test_no_value_of_a_feed_breaks_a_reader(value: Any) -> None:
    for read in (
        values.text_of, values.line_of, values.is_marked_up, values.url_of, values.email_of,
        values.age_of, values.number_of, values.day_of, values.moment_of, values.time_of,
        values.snaked, values.list_of,
    ):  # fmt: skip
        read(value)
    _promised(page_of, value)


_SERVICE: dict[str, Any] = {
    "id": "1", "name": "A service", "description": "Words", "url": "https://a.example",
    "email": "a@b.example", "status": "active", "minimum_age": 1, "maximum_age": 9,
    "organization": {"id": "2", "name": "Body", "website": "x", "organization_identifiers": []},
    "phones": [{"number": "0116 496 0000", "languages": [{"name": "English"}]}],
    "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "dtstart": "2026-01-01"}],
    "cost_options": [{"amount": 3, "currency": "GBP", "option": "a visit"}],
    "languages": [{"name": "French"}], "fundings": [{"source": "Us"}],
    "service_areas": [{"name": "Here", "extent": "x"}],
    "contacts": [{"name": "Desk", "email": "x@y.example", "phones": [{"number": "1"}]}],
    "attributes": [{"taxonomy_term": {"id": "t", "name": "T", "taxonomy_detail": {"name": "L"}}}],
    "service_at_locations": [{"location": {
        "latitude": 52.6, "longitude": -1.1, "addresses": [{"postal_code": "LE1 1AA"}],
        "accessibility": [{"description": "Ramp"}], "languages": [{"name": "Polish"}],
    }, "schedules": [{"byday": "TU"}]}],
}  # fmt: skip


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in parts:
        yield from _leaves(inner, (*path, key))


_PATHS = sorted(_leaves(_SERVICE), key=str)


def _with(places: list[tuple[tuple[Any, ...], Any]], whole: dict[str, Any]) -> dict[str, Any]:
    """The same with other values in some places."""
    made: Any = copy.deepcopy(whole)
    for path, value in places:
        at = made
        try:
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue
    return cast(dict[str, Any], made)


@fuzz
@given(places=st.lists(st.tuples(st.sampled_from(_PATHS), JSON_VALUES), min_size=1, max_size=4))
def test_no_service_of_a_feed_breaks_the_import(places: list[tuple[tuple[Any, ...], Any]]) -> None:
    body = values.snaked(_with(places, _SERVICE))
    try:
        external_id_of(body)
        kept, _ = masked(body)
        read_service(kept, uuid.uuid5(uuid.NAMESPACE_URL, "x"), Terms("x"))
    except Refused:
        return


@fuzz
@given(
    kind=st.sampled_from(["fund", "opportunity", "guidance", "service", "contact", "case_study"]),
    number=st.integers(0, 60),
    cell=st.one_of(TEXTS, st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()),
)
def test_no_cell_of_a_list_breaks_the_import(kind: str, number: int, cell: Any) -> None:
    columns = columns_of(kind)
    with suppress(CellError):
        convert(columns[number % len(columns)], cell)
    column_named(kind, str(cell).encode("utf-8", "replace").decode())


_UPDATE: dict[str, Any] = {
    "update_id": 1,
    "message": {
        "message_id": 7, "date": 1764000000, "text": "/start hello", "caption": "x",
        "chat": {"id": 9, "type": "private", "first_name": "Invented"},
        "from": {"id": 9, "is_bot": False, "first_name": "Invented", "language_code": "en"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        "location": {"latitude": 52.6, "longitude": -1.1},
        "contact": {"phone_number": "1", "first_name": "x"},
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    },
    "callback_query": {
        "id": "5", "chat_instance": "1", "data": "c:1",
        "from": {"id": 9, "is_bot": False, "first_name": "Invented"},
        "message": {"message_id": 7, "date": 0, "chat": {"id": 9, "type": "private"}},
    },
    "my_chat_member": {
        "chat": {"id": 9, "type": "private"}, "date": 1764000000,
        "from": {"id": 9, "is_bot": False, "first_name": "Invented"},
        "old_chat_member": {"status": "member",
                            "user": {"id": 1, "is_bot": True, "first_name": "x"}},
        "new_chat_member": {"status": "kicked", "until_date": 0,
                            "user": {"id": 1, "is_bot": True, "first_name": "x"}},
    },
}  # fmt: skip
_UPDATE_PATHS = sorted(_leaves(_UPDATE), key=str)


@pytest.fixture(scope="module")
def reader() -> Reader:
    wanted = telegram_settings(
        Settings.from_environment({"TELEGRAM_BOT_TOKEN": EVERY_DOOR["TELEGRAM_BOT_TOKEN"]})
    )
    assert wanted is not None
    return Reader(make_client(wanted, TIMING), lambda _latitude, _longitude: "Inventon")


@fuzz
@given(
    places=st.lists(st.tuples(st.sampled_from(_UPDATE_PATHS), JSON_VALUES), max_size=4),
    gone=st.sets(st.sampled_from(["message", "callback_query", "my_chat_member"]), max_size=2),
)
def test_no_update_breaks_the_telegram_channel(
    reader: Reader, places: list[tuple[tuple[Any, ...], Any]], gone: set[str]
) -> None:
    update = _with(places, {key: value for key, value in _UPDATE.items() if key not in gone})
    reader.read(update)


@fuzz
@given(update=JSON_VALUES)
def test_no_other_json_breaks_the_telegram_channel(reader: Reader, update: Any) -> None:
    reader.read(update)


@dataclass
class House:
    """A running application in a loop of its own, somebody with every role, and a chat."""

    runner: asyncio.Runner
    bench: Bench
    token: str
    form_token: str
    chat: tuple[str, str]


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("fuzz")
    shutil.copy(empty_database, folder / "signpost.db")
    with asyncio.Runner() as runner:
        doors_without_telegram = {
            name: value for name, value in EVERY_DOOR.items() if not name.startswith("TELEGRAM")
        }
        wanted = settings_for(
            folder, **doors_without_telegram | {"RATE_REQUESTS_PER_MINUTE": 10**9}
        )
        engine, clock = StandInEngine(), FrozenClock()

        async def begin() -> tuple[Any, House]:
            app = create_app(wanted, engine_client=engine, clock=clock)
            life = running(app)
            await life.__aenter__()
            bench = Bench(app, cast(Any, None), engine, clock, wanted, folder)
            await fill(bench)
            person = await signed_in(bench, *ROLES, name="all")
            opened = json.loads((await ask(app, "POST", "/api/conversations")).body)
            chat = (opened["id"], opened["token"])
            return life, House(runner, bench, person.token, person.form_token, chat)

        life, house = runner.run(begin())
        yield house
        runner.run(life.__aexit__(None, None, None))


_DOORS = [door for door in doors() if "sign-out" not in door.route and "telegram" not in door.route]
_NAMES = st.sampled_from(
    [
        "q",
        "text",
        "name",
        "slug",
        "note",
        "reason",
        "team",
        "outcome",
        "decision",
        "kind",
        "area",
        "postcode",
        "near",
        "page",
        "per_page",
        "after",
        "before",
        "r",
        "to",
        "from",
        "email",
        "phone",
        "language",
        "subject",
        "code",
        "state",
        "next",
        "topic",
        "choice",
        "id",
        "helped",
        "available",
        "detail",
        "f-name",
        "f-url",
        "f-phone",
        "f-summary",
        "district",
        "roles",
        "active",
        "password",
        "old",
        "new",
        "again",
        "message_id",
        "client_id",
        "proximity",
        "latitude",
        "longitude",
        "taxonomy_term_id",
        "minimum_age",
        "maximum_age",
        "modified_after",
        "free",
        "day",
        "within",
    ]
)


@fuzz
@given(
    door=st.sampled_from(_DOORS),
    places=st.lists(TEXTS, min_size=3, max_size=3),
    fields=st.lists(st.tuples(_NAMES, TEXTS), max_size=6),
    body=st.one_of(st.none(), JSON_VALUES, st.binary(max_size=200)),
    header=st.text(st.characters(max_codepoint=255), max_size=40),
)
def test_no_request_is_a_fault_of_ours(
    open_house: House,
    door: Any,
    places: list[str],
    fields: list[tuple[str, str]],
    body: Any,
    header: str,
) -> None:
    path = door.route
    if "/api/conversations/" in path or places[2].startswith("a"):
        path = path.replace("{conversation_id}", open_house.chat[0])
    while "{" in path:
        start, _, rest = path.partition("{")
        inner, _, end = rest.partition("}")
        said = (
            str(len(places[0]))
            if inner.endswith(":int")
            else quote(places.pop(), safe="", errors="replace")
        )
        path = f"{start}{said}{end}"
        places = places or ["x"]
    query, chat = urlencode(fields, errors="replace"), ".".join(open_house.chat)
    headers = {
        "Cookie": f"{sessions.COOKIE}={open_house.token}; signpost_chat={chat}",
        "Authorization": f"Bearer {DESK_TOKEN if '/desk/' in door.route else open_house.chat[1]}",
        "X-Form-Token": open_house.form_token,
        "Accept": header or "*/*",
        "If-None-Match": header,
        "Last-Event-ID": header,
        "Referer": header,
    }
    if isinstance(body, bytes):
        sent, headers["Content-Type"] = body, f"multipart/form-data; boundary={header}"
    elif body is None:
        sent, headers["Content-Type"] = query.encode(), "application/x-www-form-urlencoded"
    else:
        sent, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    target = f"{path}?{query}"[:8000].replace(CHATWOOT_SECRET, "x")
    answer = open_house.runner.run(
        ask(open_house.bench.app, door.method, target, headers, sent[:16000])
    )
    assert answer.status != 500, (door.method, target, sent)
    assert answer.status != 503 or "/staff" in door.route or door.route == "/readyz", answer.text
