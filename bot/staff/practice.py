"""Sample calls, all invented, with which somebody learns to use the aid.

They name places here, so they stand with the content: another council writes its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

import knowledge
from knowledge.errors import NotFound


@dataclass(frozen=True)
class SampleCall:
    """One invented call.

    Attributes:
        number: Its place in the list, from 1.
        title: A few words.
        story: What the caller says.
        listen_for: What a good listener would ask.
        good: Slugs of records that would help.
    """

    number: int
    title: str
    story: str
    listen_for: str
    good: tuple[str, ...]


@lru_cache(maxsize=1)
def sample_calls() -> tuple[SampleCall, ...]:
    """Returns the sample calls in their order."""
    path = Path(knowledge.__file__).parent / "content" / "practice" / "calls.yml"
    items = yaml.safe_load(path.read_text("utf-8"))
    return tuple(
        SampleCall(
            number, item["title"], item["story"].strip(), item["listen_for"], tuple(item["good"])
        )
        for number, item in enumerate(items, start=1)
    )


def sample_call(number: int) -> SampleCall:
    """Returns one sample call.

    Raises:
        NotFound: When there is none of that number.
    """
    calls = sample_calls()
    if not 1 <= number <= len(calls):
        raise NotFound("There is no such sample call.")
    return calls[number - 1]
