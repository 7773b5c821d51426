"""The day on which a council received an owner's notice: read from words, kept, and told on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.directory import Directory
from knowledge.said_dates import Precision, SaidDate, in_words, read_date
from knowledge.search.words import plain
from knowledge.tasks.frame import Trouble
from knowledge.tasks.moratorium import IN_FORCE_ON, LAW_PERIODS, LAW_REQUEST, Pause
from knowledge.tasks.questions import option_in, words_of
from knowledge.tasks.words import is_question, says_yes

FILE = "save-building"
"""The file of the questions and the words of saving a building."""

NO_NOTICE = "none"
"""Kept where no notice has come."""

_ABOUT_A_NOTICE = re.compile(
    r"\b(?:notices?|notif\w+|moratorium|informed|received|receives|receipt"
    r"|(?:told|wrote to|written to|writes to|letter to) the (?:\w+ )?council"
    r"|council (?:\w+ ){0,2}(?:got|had|told|heard|notified|informed))\b"
)
_ABOUT_A_SALE = re.compile(
    r"\b(?:owners?|sell|sells|selling|sale|moratorium|potential bidder|acv|six weeks?|6 weeks?"
    r"|assets? of community value|right to bid|listed)\b"
)
_LOOKS_LIKE_A_DAY = re.compile(r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_MOST_WORDS_KEPT = 6


@dataclass(frozen=True)
class Notice:
    """A notice that the council received.

    Attributes:
        received_on: The day.
        precision: How well it is known.
        words: What the resident said.
    """

    received_on: date
    precision: Precision
    words: str

    @classmethod
    def from_answer(cls, answer: object) -> Notice | None:
        """Reads a kept answer back; None for no notice and for anything else."""
        day, _, rest = str(answer).partition(" ")
        precision, _, words = rest.partition(" ")
        try:
            return cls(date.fromisoformat(day), Precision(precision), words)
        except ValueError:
            return None


def notice_notice(directory: Directory, text: str) -> str | None:
    """Reads the day of a notice out of a message that says it unasked."""
    if _ABOUT_A_NOTICE.search(plain(text)):
        said = read_date(text, directory.today())
        if said is not None and said.on >= IN_FORCE_ON:
            return _kept(said)
    return option_in(FILE, "notice", text, is_asked=False)


def read_notice(directory: Directory, text: str) -> str | Trouble | None:
    """Reads the day of a notice, as an answer to 'on what day?'."""
    says = words_of(FILE)["says"]
    if is_question(text) and not _ABOUT_A_NOTICE.search(plain(text)):
        return None
    said = read_date(text, directory.today())
    if said is not None:
        if said.on < IN_FORCE_ON:
            return Trouble(says["too_old"].format(day=in_words(said.on)))
        return _kept(said)
    none = option_in(FILE, "notice", text, is_asked=True)
    if none is not None:
        return none
    if says_yes(text) or re.match(r"\W*(?:yes|yeah|yep)\b", text, re.IGNORECASE):
        return Trouble(says["which_day"])
    return Trouble(says["unread"]) if _LOOKS_LIKE_A_DAY.search(plain(text)) else None


def asks_for_dates(directory: Directory, text: str) -> bool:
    """Says whether a message gives the day of a notice of sale: then its dates are the answer."""
    typed = plain(text)
    if not (_ABOUT_A_NOTICE.search(typed) and _ABOUT_A_SALE.search(typed)):
        return False
    return Notice.from_answer(notice_notice(directory, text)) is not None


def _kept(said: SaidDate) -> str:
    words = re.sub(r"[\"'()\[\]{}=]", "", said.words)
    return f"{said.on} {said.precision} {' '.join(words.split()[:_MOST_WORDS_KEPT])}"


def understood(notice: Notice) -> str:
    """Says which day was understood."""
    keys = {Precision.EARLIEST: "received_earliest", Precision.ROUGH: "received_rough"}
    says = words_of(FILE)["says"]
    key = keys.get(notice.precision, "read_as")
    return str(says[key]).format(words=notice.words, day=in_words(notice.received_on))


def date_lines(notice: Notice, today: date) -> list[str]:
    """Returns what ends when, with the rule for each and what is past said to be past."""
    says, pause = words_of(FILE)["says"], Pause(notice.received_on)
    lines = []
    if pause.interim_ends_on >= today:
        lines.append(_said("interim", pause.interim_ends_on, LAW_REQUEST))
        if pause.send_by >= today:
            left = _left((pause.send_by - today).days)
            lines.append(says["send_by"].format(day=in_words(pause.send_by), left=left))
    else:
        lines.append(_said("interim_past", pause.interim_ends_on, LAW_REQUEST))
    ends = (("full", pause.full_ends_on), ("protected", pause.protected_ends_on))
    lines += [_said(key if day >= today else f"{key}_past", day, LAW_PERIODS) for key, day in ends]
    return [*lines, says["count"]]


def what_now(notice: Notice, today: date) -> str:
    """Says what to do now, by how far the three periods have run."""
    says, pause = words_of(FILE)["says"], Pause(notice.received_on)
    if pause.protected_ends_on < today:
        return str(says["now_all_over"])
    if pause.full_ends_on < today:
        return str(says["now_over"])
    if pause.interim_ends_on < today:
        return f"{says['now_over']} {says['now_full']}"
    future = f"{says['future']} " if notice.received_on > today else ""
    return f"{future}{says['now_request']}"


def plan_lines(notice: Notice, today: date) -> list[str]:
    """Returns what to do by when; steps whose day is past are left out."""
    pause = Pause(notice.received_on)
    lines = []
    for step in words_of(FILE)["says"]["plan"]:
        day = pause.send_by if "until" in step else pause.months_end_on(step["months"])
        if day >= today:
            line = step["text"].format(day=in_words(day))
            lines.append(line[:1].upper() + line[1:])
    return lines


def _said(key: str, day: date, law: str) -> str:
    return str(words_of(FILE)["says"][key]).format(day=in_words(day), law=law)


def _left(days: int) -> str:
    says = words_of(FILE)["says"]
    if days <= 1:
        return str(says["one_day_left"] if days else says["today_is_last"])
    return str(says["days_left"]).format(count=days)
