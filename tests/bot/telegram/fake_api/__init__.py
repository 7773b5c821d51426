"""A Telegram of the tests' own: the Bot API over HTTP, with people who write and press buttons."""

from tests.bot.telegram.fake_api.people import Person
from tests.bot.telegram.fake_api.server import FakeTelegram

__all__ = ["FakeTelegram", "Person"]
