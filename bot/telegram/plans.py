"""What is to be done about one update: said first, passed on, and said at the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.conversations.views import MessageView
from bot.conversations.words import find_start
from bot.telegram.commands import Command, subject_and_place
from bot.telegram.incoming import Incoming
from bot.telegram.parts import Parts
from knowledge.replies import Reply

Act = Callable[[str], Awaitable[list[MessageView]]]
"""Passes something on to a conversation, named by its id."""


@dataclass(frozen=True)
class Plan:
    """What is to be done about one update.

    Attributes:
        before: What the channel itself says, first.
        act: What is passed on to the conversation, or None.
        after: What the channel says at the end.
    """

    before: list[Reply] = field(default_factory=list)
    act: Act | None = None
    after: list[Reply] = field(default_factory=list)


class Planner:
    """Makes plans; knows neither the database nor Telegram.

    Args:
        parts: What it works with.
    """

    def __init__(self, parts: Parts) -> None:
        self._conversations = parts.conversations
        self._words = parts.words
        self._places = parts.places

    def of_text(self, text: str) -> Plan:
        """Passes on what was typed."""

        async def act(conversation_id: str) -> list[MessageView]:
            return await self._conversations.say(conversation_id, text)

        return Plan(act=act)

    def of_choice(self, choice_id: str) -> Plan:
        """Passes on what was chosen."""

        async def act(conversation_id: str) -> list[MessageView]:
            return await self._conversations.choose(conversation_id, choice_id)

        return Plan(act=act)

    def of_media(self, incoming: Incoming) -> Plan:
        """Says that it cannot be read, and passes on the words with it."""
        notice = self._words.media(incoming.text, has_words=bool(incoming.more))
        act = self.of_text(incoming.more).act if incoming.more else None
        return Plan([notice], act)

    def of_position(self, place: str) -> Plan:
        """Passes on the nearest place, as if it had been typed."""
        if not place:
            return Plan([self._words.outside()])
        return Plan([self._words.near(place)], self.of_text(place).act)

    def of_late_edit(self) -> Plan:
        """Says that a new wording of an old message is not read."""
        return Plan([self._words.edited()])

    def of_start(self, payload: str, *, is_fresh: bool) -> Plan:
        """Greets, or leads to the subject and place of a link; a new chat was greeted already."""
        command, spelt = subject_and_place(payload)
        place = self._places.find(spelt) if spelt else ""
        if command is not None and place and command.near:
            return self.of_text(command.near.format(place=place))
        if command is not None and command.name != "forget":
            return self.of_command(command)
        if place:
            return self.of_text(place)
        return Plan() if is_fresh else Plan([self._words.greeting()])

    def of_command(self, command: Command) -> Plan:
        """Does what a command says."""
        start = find_start(command.start) if command.start else None
        if start is not None:
            way = start

            async def act(conversation_id: str) -> list[MessageView]:
                return await self._conversations.start(conversation_id, way)

            return Plan(act=act)
        words = self._words
        own = {"help": words.help, "privacy": words.privacy, "rights": words.rights}
        return Plan([own[command.name]()])
