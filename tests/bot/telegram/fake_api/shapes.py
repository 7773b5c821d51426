"""What Telegram checks in what a bot sends, and the refusals it answers with."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
LONGEST_TEXT = 4096
LONGEST_KEY_BYTES = 64
SECRET = re.compile(r"^[A-Za-z0-9_-]{1,256}$")
COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": str(self),
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refusal(400, "Bad Request: can't parse entities: Unexpected end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def shown_text(text: str, parse_mode: str | None) -> str:
    """Returns what a person sees of a text; refuses what Telegram refuses."""
    if parse_mode == "HTML":
        for match in re.finditer("<", text):
            if not re.match(r"</?[a-z-]+[ >]", text[match.start() :]):
                raise Refusal(400, "Bad Request: can't parse entities: Unsupported start tag")
        if re.search(r"&(?!(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)", text):
            pass  # Telegram takes a lone ampersand as it is.
        parser = _Html()
        parser.feed(text)
        parser.close()
        if parser.open:
            raise Refusal(400, "Bad Request: can't parse entities: Can't find end tag")
        text = parser.text
    text = text.strip()
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise Refusal(400, "Bad Request: message is too long")
    return text


def keyboard(markup: str | None) -> list[list[dict[str, Any]]]:
    """Returns the rows of an inline keyboard; refuses keys that are too long and too many."""
    rows: list[list[dict[str, Any]]] = json.loads(markup)["inline_keyboard"] if markup else []
    if sum(len(row) for row in rows) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"]:
            raise Refusal(400, "Bad Request: inline keyboard button text is empty")
        if not 1 <= len(button["callback_data"].encode()) <= LONGEST_KEY_BYTES:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows
