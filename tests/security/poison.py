"""Writes what an attacker would write into every text that anyone can write."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from sqlalchemy import JSON, String, Table, Text, update
from sqlalchemy.orm import Session

from bot.conversations.models import Base as BotBase
from knowledge.models import Base as KnowledgeBase

PROBE = "xss-probe"
HOSTILE = (
    f"\"'><{PROBE} onclick=x></{PROBE}><img src=x onerror=y></textarea></title></script>"
    "<script>x()</script>{{ 7 * '7' }}{% raw %}${7*7}<!-- =cmd|' /C calc'!A0"
)
EVIL_ADDRESS = f"javascript:alert(1)//\"'><{PROBE}>"
_IS_ADDRESS = ("url", "uri", "logo", "moved_to", "schedule_link")

# What the program itself writes and reads, and never a person or a feed.
_MACHINE_TABLES = {
    "content_state", "data_source", "text_vector", "account_attempt", "account_failure",
    "account_session", "page_key", "telegram_lease", "telegram_update", "telegram_press",
    "telegram_chat", "erasure", "choice", "import_run", "import_row", "source_item", "link",
    "link_check", "place", "taxonomy", "taxonomy_term",
}  # fmt: skip
_MACHINE_COLUMNS = {
    "cards", "checked_against", "content_file", "details_kind", "payload", "roles", "topics",
    "registration_fees_gbp", "rest", "times", "before", "after", "attending_type", "fields",
    "can", "identifiers", "represents",
}  # fmt: skip
# Short texts of people, in columns that have a length.
_SHORT_TEXTS = {"shown_name", "name", "decision_note", "outcome_note", "note", "text", "subject"}
_NOT_SHORT_IN = {"conversation", "daily_count", "unmet_demand", "signpost_log", "account"}


def _poison_of(table: Table, column: Any) -> Any:
    """Returns what is written into a column, or None for one that no person and no feed writes."""
    if column.primary_key or column.foreign_keys or column.name in _MACHINE_COLUMNS:
        return None
    is_text = isinstance(column.type, Text)
    if column.name in _SHORT_TEXTS and table.name not in _NOT_SHORT_IN:
        is_text = True
    if table.name == "account" and column.name == "shown_name":
        is_text = True
    evil = EVIL_ADDRESS if any(part in column.name for part in _IS_ADDRESS) else HOSTILE
    if isinstance(column.type, JSON):
        return [evil]
    return evil if is_text and isinstance(column.type, String) else None


def poison(session: Session) -> int:
    """Overwrites every text of people and feeds; returns how many columns were."""
    count = 0
    for base in (KnowledgeBase, BotBase):
        for table in base.metadata.sorted_tables:
            if table.name in _MACHINE_TABLES:
                continue
            values = {
                column.name: found
                for column in table.columns
                if (found := _poison_of(table, column)) is not None
            }
            if values:
                session.execute(update(table).values(values))
                count += len(values)
    return count


class Page(HTMLParser):
    """What a browser would do with a page.

    Attributes:
        faults: What a strict page must not hold.
        forms: The methods and actions of its forms, with the names of their fields.
        links: Where it leads.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.forms: list[tuple[str, str, list[str]]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes one element."""
        found = {name: value or "" for name, value in attrs}
        if tag == PROBE:
            self.faults.append("what somebody wrote became an element")
        self.faults += [f"<{tag} {name}>" for name in found if name.startswith("on")]
        if "style" in found or tag == "style":
            self.faults.append(f"<{tag}> with a style of its own")
        if tag == "script" and not found.get("src", "").startswith("/"):
            self.faults.append("a script inside the page, or of another website")
        if tag in {"base", "object", "embed", "iframe", "applet"}:
            self.faults.append(f"<{tag}>")
        for name in ("href", "src", "action", "formaction", "srcset", "data", "poster", "ping"):
            if name in found:
                self._look_at(tag, name, found[name])
        if tag == "form":
            method = found.get("method", "get").lower()
            self.forms.append((method, found.get("action", ""), []))
        if tag in {"input", "button"} and self.forms and "name" in found:
            self.forms[-1][2].append(found["name"])

    def _look_at(self, tag: str, name: str, value: str) -> None:
        scheme = value.strip().partition(":")[0].lower() if ":" in value.split("/")[0] else ""
        if scheme not in {"", "http", "https", "mailto", "tel"}:
            self.faults.append(f"<{tag} {name}={value[:40]!r}>")
        is_ours = not scheme and not value.startswith("//")
        if tag != "a" and not is_ours:
            self.faults.append(f"<{tag} {name}={value[:60]!r}> of another website")
        if tag == "a":
            self.links.append(value)
