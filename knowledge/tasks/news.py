"""Tells in a later answer of a task only what is new in it, so that nobody reads the same twice."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace

from knowledge.phrases import phrase
from knowledge.replies import Reply
from knowledge.site import Site


def marks_of(text: str) -> tuple[int, ...]:
    """Returns a number for each paragraph of a text that changes with its words."""
    return tuple(zlib.crc32(part.encode()) for part in text.split("\n\n"))


def only_news(site: Site, reply: Reply, told: Collection[int]) -> Reply:
    """Returns the reply without the paragraphs and cards that were told before.

    Args:
        site: Whose Signpost this is.
        reply: The whole answer.
        told: The marks of the paragraphs that the resident has read.
    """
    parts = reply.text.split("\n\n")
    new = [part for part, mark in zip(parts, marks_of(reply.text), strict=True) if mark not in told]
    if not new or len(new) == len(parts):
        return reply
    text = "\n\n".join(new)
    cards = [card for card in reply.cards if card.summary in text]
    return replace(reply, text=f"{text}\n\n{phrase('task_rest_same', site)}", cards=cards)
