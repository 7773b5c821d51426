"""Plain text as HTML: paragraphs, lists and links, everything else escaped.

Links go to http, https, tel and mailto only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup, escape

_LINK = re.compile(
    r"(?P<web>https?://[^\s<>\"'\u201c\u201d\u2018\u2019]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24}\b)"
    r"|(?P<phone>(?<![\w£$€.,/#+-])(?:\+44 ?\d{2,4}|0\d{2,5})(?: ?\d{2,8}){1,3}(?![\w/])"
    r"|(?<![\w£$€.,/#+-])116 ?\d{3}(?![\w/]))"
    r"|(?P<short>(?<=\b[Cc]all )(?:999|111|101|105|112|18000)\b"
    r"|(?<=\b[Rr]ing )(?:999|111|101|105|112)\b"
    r"|(?<=\bon )(?:999|111|101)\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:(?P<mark>[-*•])|(?P<number>\d{1,2})[.)])\s+(?P<text>.+)$")
_PARAGRAPH = Markup("<p>{}</p>")
_FOLD = Markup("<details><summary>{}</summary>{}</details>")
_LISTS = {"ul": Markup("<ul>{}</ul>"), "ol": Markup("<ol>{}</ol>")}
_STEP = re.compile(r"^Step \d{1,2}: (?P<text>.+)$")
_LONGEST_LABEL = 40
_LONG_PARAGRAPH = 400
"""Characters: longer than any summary (60 words), shorter than most of what explains one."""
_TRAILING = ".,;:!?)]}"


def _split_trailing(address: str) -> tuple[str, str]:
    """An address without the marks of the sentence around it; a closed bracket belongs to it."""
    end = len(address)
    while end and address[end - 1] in _TRAILING:
        if address[end - 1] == ")" and address[:end].count("(") >= address[:end].count(")"):
            break
        end -= 1
    return address[:end], address[end:]


def _shown(address: str) -> Markup:
    """An address with places where a narrow screen may break it."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[/._?&=-])", address))


def _link(match: re.Match[str]) -> Markup:
    kind, found = match.lastgroup, match.group()
    if kind == "web":
        address, rest = _split_trailing(found)
        return Markup('<a href="{}" rel="noopener">{}</a>{}').format(address, _shown(address), rest)
    if kind == "mail":
        return Markup('<a href="mailto:{}">{}</a>').format(found, _shown(found))
    digits = re.sub(r"[^\d+]", "", found)
    if kind == "phone" and not 6 <= len(digits.lstrip("+")) <= 13:
        return escape(found)
    return Markup('<a class="tel" href="tel:{}">{}</a>').format(digits, found)


def linked(text: str) -> Markup:
    """Returns one line, escaped, with web addresses, e-mail addresses and numbers as links."""
    pieces: list[Markup] = []
    end = 0
    for match in _LINK.finditer(text):
        pieces += [escape(text[end : match.start()]), _link(match)]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _groups(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one kind: `p`, `ul`, `ol`, or an empty kind for a blank line."""
    kind, run = "", list[str]()
    for line in lines:
        item = _ITEM.match(line)
        if kind in _LISTS and not item and line.startswith("  ") and line.strip():
            run[-1] += "\n" + line.strip()
            continue
        now = "" if not line.strip() else "p" if not item else "ul" if item["mark"] else "ol"
        if now != kind and run:
            yield kind, run
            run = []
        kind = now
        run.append(item["text"] if item else line.strip())
    if run:
        yield kind, run


def _lines(text: str) -> Markup:
    return Markup("<br>").join(map(linked, text.split("\n")))


def _list(kind: str, items: list[str]) -> Markup:
    joined = Markup("").join(Markup("<li>{}</li>").format(_lines(item)) for item in items)
    return _LISTS[kind].format(joined)


def _block(kind: str, lines: list[str]) -> Markup:
    if not kind:
        return Markup("")
    return _list(kind, lines) if kind in _LISTS else _PARAGRAPH.format(_lines("\n".join(lines)))


def blocks(text: str) -> Markup:
    """Returns a text as paragraphs and lists.

    A blank line ends a paragraph; lines that begin with '-', '*', '•' or '1.' are list items, and
    lines under them that begin with two spaces belong to them.
    """
    return Markup("").join(_block(*group) for group in _groups(text.split("\n")))


def folded(text: str, more: str) -> Markup:
    """Returns a text as `blocks` does, its long paragraphs folded away under the words `more`.

    The first block always stands open, and so does every list.
    """
    out: list[Markup] = []
    for is_long, run in groupby(
        (group for group in _groups(text.split("\n")) if group[0]),
        lambda group: group[0] == "p" and sum(map(len, group[1])) > _LONG_PARAGRAPH,
    ):
        made = [_block(*group) for group in run]
        if is_long and not out:
            out.append(made.pop(0))
        if is_long and made:
            out.append(_FOLD.format(more, Markup("").join(made)))
        else:
            out += made
    return Markup("").join(out)


def details(lines: list[str]) -> Markup:
    """Returns the lines of a card: steps as a numbered list, 'Label: words' with a strong label."""
    steps = [match["text"] for match in map(_STEP.match, lines) if match]
    others = [line for line in lines if not _STEP.match(line)]
    out = [_list("ol", steps)] if steps else []
    if others:
        items = Markup("").join(Markup("<li>{}</li>").format(_detail(line)) for line in others)
        out.append(Markup('<ul class="details">{}</ul>').format(items))
    return Markup("").join(out)


def _detail(line: str) -> Markup:
    label, colon, rest = line.partition(": ")
    if not colon or len(label) > _LONGEST_LABEL or "://" in label:
        return linked(line)
    shown = Markup("<strong>{}:</strong> {}").format(label, linked(rest))
    return shown + _map(rest) if label == "Address" else shown


def _map(address: str) -> Markup:
    """A small link to a map: nothing is asked of it until somebody follows it."""
    return Markup(
        ' <a class="map" href="https://www.openstreetmap.org/search?query={}" '
        'rel="noopener noreferrer" aria-label="Map of {}">Map</a>'
    ).format(quote(address, safe=""), address)


def typed(text: str) -> Markup:
    """Returns what a resident typed: escaped, with its line breaks, without any link."""
    return Markup("<p>{}</p>").format(Markup("<br>").join(escape(x) for x in text.split("\n")))
