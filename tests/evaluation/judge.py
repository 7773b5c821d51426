"""Whether a reply is right, as a strict officer would say who reads the first answer.

Pure functions: a reply as the public interface gives it, what was expected, a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.evaluation.doors import Doors
from tests.evaluation.expectations import CrisisLine, Expected
from tests.evaluation.records import Records
from tests.evaluation.texts import missing, plain, says

FIRST_SHOWN = 3
"""How many of the things shown count where a list was asked for."""


class Outcome(StrEnum):
    """What became of one question; `asked` means that it asked back and offered a right one."""

    RIGHT = "right"
    ASKED = "asked which"
    ASKED_ELSE = "asked else"
    REFUSED = "refused"
    WRONG = "wrong"
    BROKEN = "broken"


@dataclass(frozen=True)
class Shown:
    """One card: the kind of record and its title."""

    kind: str
    title: str


@dataclass(frozen=True)
class Answer:
    """All that the assistant said in one turn.

    Attributes:
        text: The texts of its messages, one after the other.
        cards: Their cards, in order.
        choices: The labels of their choices, in order.
        broken: Why there is no reply, or None.
    """

    text: str
    cards: tuple[Shown, ...] = ()
    choices: tuple[str, ...] = ()
    broken: str | None = None


@dataclass(frozen=True)
class Verdict:
    """An outcome and, where it is not right, why."""

    outcome: Outcome
    why: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the person got what they needed."""
        return self.outcome is Outcome.RIGHT


RIGHT = Verdict(Outcome.RIGHT)


@dataclass(frozen=True)
class Judge:
    """Judges by the records of the content and by the doors."""

    records: Records
    doors: Doors

    def verdict(self, expected: Expected, answer: Answer, before: str | None = None) -> Verdict:
        """Judges one reply.

        Args:
            expected: What would be right.
            answer: What was said.
            before: The text of the reply before it in the same conversation, if any.
        """
        if answer.broken is not None:
            return Verdict(Outcome.BROKEN, answer.broken)
        if expected.ids and asks_which(answer):
            return self._asked(expected, answer)
        if expected.not_as_before and before is not None and plain(before) == plain(answer.text):
            return Verdict(Outcome.WRONG, "says the same again")
        if expected.or_says and not missing(answer.text, expected.or_says):
            return RIGHT
        forbidden = [word for word in expected.must_not_say if says(answer.text, word)]
        if forbidden:
            return Verdict(Outcome.WRONG, f"says {forbidden[0]!r}")
        if expected.door is not None:
            return self._at_the_door(expected, answer)
        return self._in_the_house(expected, answer)

    def crisis(self, line: CrisisLine, answer: Answer) -> Verdict:
        """Judges the reply to a line of crisis.yml."""
        if answer.broken is not None:
            return Verdict(Outcome.BROKEN, answer.broken)
        if not line.classes:
            return Verdict(Outcome.WRONG, "a crisis reply") if is_crisis(answer) else RIGHT
        faults = [self.doors.crisis[name].fault(answer.text) for name in line.classes]
        return RIGHT if None in faults else Verdict(Outcome.WRONG, str(faults[0]))

    def main_ids(self, answer: Answer) -> set[str]:
        """Returns the entries that the first thing shown stands for; several share some names."""
        shown = self._shown(answer)
        return shown[0] if shown else set()

    def _shown(self, answer: Answer) -> list[set[str]]:
        if answer.cards:
            return [self.records.named(card.title) for card in answer.cards]
        return self.records.told(answer.text)

    def _at_the_door(self, expected: Expected, answer: Answer) -> Verdict:
        if self.main_ids(answer) & self.records.current(expected.entries):
            return RIGHT
        names = [name for name in (expected.door, expected.or_door) if name is not None]
        faults = [self._fault_at(name, answer) for name in names]
        return RIGHT if None in faults else Verdict(Outcome.WRONG, f"{names[0]}: {faults[0]}")

    def _fault_at(self, name: str, answer: Answer) -> str | None:
        door = self.doors.doors[name]
        allowed = self.records.current(door.cards)
        others = [card for card in answer.cards if not self.records.named(card.title) & allowed]
        return f"shows {others[0].title!r}" if others else door.fault(answer.text)

    def _in_the_house(self, expected: Expected, answer: Answer) -> Verdict:
        fault = self._fault_in_what_is_shown(expected, answer)
        if fault is not None:
            return self._not_found(expected, answer, fault)
        lacking = missing(answer.text, expected.must_say)
        if lacking:
            return Verdict(Outcome.WRONG, f"lacks {' / '.join(lacking[0])}")
        return self._rest(expected, answer)

    def _rest(self, expected: Expected, answer: Answer) -> Verdict:
        main = self.main_ids(answer)
        if expected.place and main and not self._any_serves(main, expected.place):
            return Verdict(Outcome.WRONG, f"is not for {expected.place}")
        if expected.asks and ("?" not in answer.text or missing(answer.text, expected.asks)):
            return Verdict(Outcome.WRONG, f"does not ask for {expected.asks[0]}")
        if expected.has_choices and not answer.choices:
            return Verdict(Outcome.WRONG, "offers nothing to tap")
        if expected.answered and not answer.text.strip():
            return Verdict(Outcome.REFUSED, "says nothing")
        return RIGHT

    def _any_serves(self, ids: set[str], district: str) -> bool:
        return any(self.records.serves(item, district) for item in ids)

    def _fault_in_what_is_shown(self, expected: Expected, answer: Answer) -> str | None:
        shown = self._shown(answer)
        main = shown[0] if shown else set()
        first = set().union(*shown[:FIRST_SHOWN]) if shown else set()
        if expected.all_of:
            lacking = [
                group for group in expected.all_of if not first & self.records.current(group)
            ]
            return f"does not answer {lacking[0][0]}" if lacking else None
        if not expected.entries and not expected.any_of:
            return None
        if main & self.records.current(expected.entries):
            return None
        if first & self.records.current(expected.any_of):
            return None
        return f"shows {_named_first(answer)}, not {min(expected.ids)}"

    def _not_found(self, expected: Expected, answer: Answer, fault: str) -> Verdict:
        if answer.cards or self.records.told(answer.text):
            return Verdict(Outcome.WRONG, fault)
        if len(answer.choices) < 2 or "?" not in answer.text:
            return Verdict(Outcome.REFUSED, "answers nothing")
        return self._asked(expected, answer)

    def _asked(self, expected: Expected, answer: Answer) -> Verdict:
        offered = set().union(*(self.records.named(label) for label in answer.choices))
        if offered & self.records.current(expected.ids):
            return Verdict(Outcome.ASKED, "asks which")
        return Verdict(Outcome.ASKED_ELSE, f"asks back: {answer.choices[0]!r}")


def asks_which(answer: Answer) -> bool:
    """Tells whether everything shown is also offered to tap: then it asks, and answers nothing."""
    labels = [plain(label).rstrip(".…").rstrip() for label in answer.choices]
    return len(answer.cards) > 1 and all(
        any(label and plain(card.title).startswith(label) for label in labels)
        for card in answer.cards
    )


def _named_first(answer: Answer) -> str:
    return repr(answer.cards[0].title) if answer.cards else "nothing"


def is_crisis(answer: Answer) -> bool:
    """Tells whether a reply is one of the fixed texts for danger: a number to ring and no card."""
    lines = ("999", "116 123", "0800 1111", "0808 2000 247", "0800 111 999")
    return not answer.cards and any(says(answer.text, number) for number in lines)
