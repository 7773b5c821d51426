"""The token is nowhere but in the request; a chat's number is never in the clear."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.app import create_app
from bot.telegram.secrecy import Secrecy, TokenGuard, Unreadable
from bot.telegram.settings import telegram_settings
from knowledge.settings import SettingError
from tests.bot.conftest import settings_for
from tests.bot.telegram.conftest import PUBLIC, Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.fake_api.chats import TOKEN
from tests.bot.telegram.fake_api.server import Fault
from tests.bot.telegram.fake_api.shapes import Refusal
from tests.bot.telegram.waiting import eventually, quiet

NUMBER = 7_700_900_123_456


async def test_neither_token_nor_chat_nor_words_are_in_the_log(
    runner: Runner, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    runner.faster(answer=2.0)
    fake.fails("sendMessage", Fault(Refusal(502, "Bad Gateway")), Fault(late_seconds=4.0))
    fake.fails("getUpdates", Fault(Refusal(502, "Bad Gateway")))
    async with runner.run():
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        lou = fake.person(NUMBER)
        lou.says("my secret plan")
        await lou.waits_for("An answer. (my secret plan)")
        logging.getLogger("anybody").error("https://api.telegram.org/bot%s/getMe", TOKEN)
        try:
            raise ValueError(f"bot{TOKEN}")
        except ValueError:
            logging.getLogger("anybody").exception("failed")
        await fake.vanish()
        await quiet()
        await fake.start()
    formatted = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert formatted.count("[token removed]") >= 2
    assert TOKEN.split(":")[1] not in formatted
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("signpost")]
    assert not any("secret plan" in line or str(NUMBER) in line for line in ours)


async def test_a_chats_number_and_waiting_words_are_sealed(
    runner: Runner, fake: FakeTelegram
) -> None:
    lou = fake.person(NUMBER)
    lou.says("telephone me on 07700 900123")
    async with runner.run() as bench:
        await lou.waits_for("An answer.")
        names = [
            name for (name,) in bench.rows("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        held = repr([bench.rows(f'SELECT * FROM "{name}"') for name in names])
        assert str(NUMBER) not in held
        assert "900123" not in held
        assert len(bench.rows("SELECT chat_key FROM telegram_chat")[0][0]) == 64
    for path in Path(runner.folder).iterdir():
        assert str(NUMBER).encode() not in path.read_bytes()


async def test_with_another_token_old_chats_begin_anew(runner: Runner, fake: FakeTelegram) -> None:
    lou = fake.person(75)
    async with runner.run(TELEGRAM_SECRET="one"):
        lou.says("hello")
        await lou.waits_for("An answer. (hello)")
    async with runner.run(TELEGRAM_SECRET="two"):
        lou.says("hello again")
        await lou.waits_for("An answer. (hello again)")
    assert sum("automated service" in text for text in lou.texts) == 2


async def test_a_push_without_the_right_secret_is_refused(
    runner: Runner, fake: FakeTelegram
) -> None:
    async with runner.run(PUBLIC_ADDRESS=PUBLIC) as bench:
        await eventually(lambda: bool(fake.methods.webhook))
        secret = fake.methods.webhook["secret"]
        update = fake.person(76).says("hello")
        fake.chats.pending.clear()
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
                        {"X-Telegram-Bot-Api-Secret-Token": f"{secret}x"}):  # fmt: skip
            answer = await bench.client.post("/telegram/webhook", json=update, headers=headers)
            assert answer.status_code == 403
        assert bench.rows("SELECT * FROM telegram_update") == []
        right = {"X-Telegram-Bot-Api-Secret-Token": secret}
        assert (await bench.client.get("/telegram/webhook", headers=right)).status_code == 405
        for body in (b"{", b"[]", b"{}", b'{"update_id": "x", "message": 3}'):
            answer = await bench.client.post("/telegram/webhook", content=body, headers=right)
            assert answer.status_code in {200, 400, 422}
        long = {**update, "message": {**update["message"], "text": "\u0a97" * 4096}}
        answer = await bench.client.post("/telegram/webhook", json=long, headers=right)
        assert answer.status_code == 200
        assert len(bench.rows("SELECT * FROM telegram_update")) == 1


def test_a_token_that_is_none_is_refused_and_not_repeated(tmp_path: Path) -> None:
    secret = "123:not-a-token"
    with pytest.raises(SettingError) as caught:
        create_app(settings_for(tmp_path, TELEGRAM_BOT_TOKEN=secret))
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert secret not in str(caught.value)
    assert "not-a-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "webhook"),
    [
        ("", None),
        ("http://signpost.test", None),
        ("https://signpost.test:9000", None),
        ("https://signpost.test", "https://signpost.test/telegram/webhook"),
        ("https://signpost.test:8443", "https://signpost.test:8443/telegram/webhook"),
    ],
)
def test_a_public_address_that_telegram_can_push_to_switches_the_webhook_on(
    tmp_path: Path, address: str, webhook: str | None
) -> None:
    settings = settings_for(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, PUBLIC_ADDRESS=address)
    found = telegram_settings(settings)
    assert found is not None
    assert found.webhook_url == webhook
    assert TOKEN.split(":")[1] not in repr(found)


def test_what_is_sealed_opens_with_the_same_key_alone() -> None:
    mine, same, other = Secrecy("a", 1), Secrecy("a", 1), Secrecy("a", 2)
    sealed = mine.seal("123")
    assert same.unseal(sealed) == "123"
    assert sealed != mine.seal("123")
    assert mine.chat_key(5) == same.chat_key(5) != other.chat_key(5)
    with pytest.raises(Unreadable):
        other.unseal(sealed)
    assert 1 <= len(mine.webhook_secret()) <= 256


def test_the_guard_goes_as_it_came() -> None:
    before = logging.getLogRecordFactory()
    guard = TokenGuard(TOKEN)
    guard.install()
    logging.getLogger("anybody").debug("%s %s", "too few")
    guard.remove()
    assert logging.getLogRecordFactory() is before
