"""A table as a plot: bars in an SVG file, readable without colour, with their numbers."""

from __future__ import annotations

from markupsafe import escape

from bot.insight.tables import Table, shown
from knowledge.site import Colours

_WIDTH = 640
_ROW = 30
_LABEL = 230
_TOP = 8
_LONGEST_LABEL = 30


def bars(table: Table, colours: Colours) -> str:
    """Returns the first numbers of a table as horizontal bars.

    A number that is not told because it is small has no bar and says so.
    """
    numbers = [values[0] for _, values in table.rows]
    most = max((number for number in numbers if number), default=1)
    room = _WIDTH - _LABEL - 110
    height = _TOP * 2 + _ROW * max(1, len(table.rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="14">',
        f"<title>{escape(table.title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for place, ((label, _), number) in enumerate(zip(table.rows, numbers, strict=True)):
        top = _TOP + place * _ROW
        length = round(room * (number or 0) / most)
        parts += [
            f'<text x="{_LABEL - 8}" y="{top + 19}" text-anchor="end" fill="#1b1b1b">'
            f"{escape(_short(label))}</text>",
            f'<rect x="{_LABEL}" y="{top + 5}" width="{max(length, 1)}" height="{_ROW - 10}" '
            f'fill="{colours.brand}"/>',
            f'<text x="{_LABEL + max(length, 1) + 8}" y="{top + 19}" fill="#1b1b1b">'
            f"{shown(number)}</text>",
        ]
    if not table.rows:
        parts.append(f'<text x="20" y="{_TOP + 19}" fill="#1b1b1b">Nothing yet</text>')
    return "".join([*parts, "</svg>"])


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
