"""A table as a plot: bars in an SVG picture, readable without colour, each with its number.

The same picture stands in the page, in a file of its own and in the report, so it names its
colours itself; a page may give the classes others.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.insight.suppression import FEW, shown
from bot.insight.table import Table
from knowledge.site import Colours

_WIDTH = 640
_INK, _SOFT, _SECOND = "#1b1b1b", "#595959", "#8a5a00"
_LABEL, _BAR, _GAP = 216, 16, 10
_LINE_LENGTH = 27
_HIGH, _FOOT = 190, 44
_LEGEND = 26


def plot(table: Table, colours: Colours) -> Markup:
    """Returns the plotted numbers of a table as bars: upright for weeks, lying for the rest.

    A number that is not told because it is small has no bar and says so.
    """
    series = [[numbers[index] for _, numbers in table.rows] for index in table.plotted]
    fills = (colours.brand, _SECOND)
    if not table.rows:
        height = 40
        body = [_text(12, 25, "Nothing yet", css="ink")]
    elif table.is_time:
        height, body = _upright([label for label, _ in table.rows], series, fills)
    else:
        height, body = _lying([label for label, _ in table.rows], series, fills)
    top = 0
    if len(series) > 1 and table.rows:
        top = _LEGEND
        body = [*_legend(table, fills), f'<g transform="translate(0 {top})">', *body, "</g>"]
    if table.is_demo:
        body.append(_text(_WIDTH - 10, height + top + 8, "Invented figures", anchor="end", size=12))
    return _picture(table, height + top + (16 if table.is_demo else 0), body)


def summary(table: Table) -> str:
    """Returns what the plot shows in a sentence, for those who do not see it."""
    if not table.rows:
        return f"{table.title}: nothing yet."
    heads = " and ".join(table.columns[index + 1].lower() for index in table.plotted)
    first = table.plotted[0]
    label, numbers = max(table.rows, key=lambda row: row[1][first] or 0)
    most = numbers[first]
    tip = f" Most: {label}, {shown(most)}." if most else ""
    return f"Bars: {heads}, by {table.columns[0].lower()}.{tip} The table has every number."


def _picture(table: Table, height: int, body: list[str]) -> Markup:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-label="{escape(summary(table))}" '
        'font-family="system-ui, Liberation Sans, Arial, sans-serif" font-size="14">'
        f'<rect class="ground" width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    )
    # Every label in it was escaped where it was put in.
    return Markup("".join([head, *body, "</svg>"]))  # noqa: S704 - escaped # nosec B704


def _text(
    x: float, y: float, words: str, *, css: str = "ink", anchor: str = "start", size: int = 14
) -> str:
    fill = _INK if css == "ink" else _SOFT
    return (
        f'<text class="{css}" x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}" '
        f'font-size="{size}">{escape(words)}</text>'
    )


def _bar(x: float, y: float, width: float, height: float, which: int, fill: str) -> str:
    """One bar; of two kinds, the second is outlined only, so that no colour is needed."""
    paint = f'fill="{fill}"' if which == 0 else f'fill="#ffffff" stroke="{fill}" stroke-width="2"'
    return (
        f'<rect class="bar-{which}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        f"{paint}/>"
    )


def _legend(table: Table, fills: Sequence[str]) -> list[str]:
    parts, left = [], 12.0
    for which, index in enumerate(table.plotted):
        words = table.columns[index + 1]
        parts += [_bar(left, 6, 13, 13, which, fills[which]), _text(left + 20, 18, words, size=13)]
        left += 48 + 7.2 * len(words)
    return parts


def _most(series: Sequence[Sequence[int | None]]) -> int:
    return max((number for numbers in series for number in numbers if number), default=1)


def _lying(
    labels: Sequence[str], series: Sequence[Sequence[int | None]], fills: Sequence[str]
) -> tuple[int, list[str]]:
    most, room = _most(series), _WIDTH - _LABEL - 100
    parts, top = [], 8
    for row, label in enumerate(labels):
        lines = _in_lines(label)
        high = max(_BAR * len(series) + 2, 16 * len(lines))
        middle = top + high / 2
        for number, line in enumerate(lines):
            y = middle + 5 + 16 * (number - (len(lines) - 1) / 2)
            parts.append(_text(_LABEL - 10, y, line, anchor="end", size=13))
        begin = middle - (_BAR * len(series)) / 2
        for which, numbers in enumerate(series):
            long = max(2.0, round(room * (numbers[row] or 0) / most))
            y = begin + _BAR * which
            told = numbers[row]
            parts += [
                _bar(_LABEL, y + 1, long, _BAR - 3, which, fills[which]) if told else "",
                _text(_LABEL + (long + 8 if told else 2), y + 12, shown(told), size=13),
            ]
        top += high + _GAP
    parts.append(_axis(_LABEL, 4, _LABEL, top - 4))
    return top, parts


def _upright(
    labels: Sequence[str], series: Sequence[Sequence[int | None]], fills: Sequence[str]
) -> tuple[int, list[str]]:
    most, step, floor = _most(series), (_WIDTH - 24) / len(labels), _HIGH + 22
    wide = min(30.0, (step - 8) / len(series))
    parts = []
    for row, label in enumerate(labels):
        middle = 12 + step * (row + 0.5)
        for which, numbers in enumerate(series):
            told = numbers[row]
            long = round(_HIGH * (told or 0) / most)
            x = middle - wide * len(series) / 2 + wide * which
            words = "<5" if told is None else f"{told:,}"
            parts += [
                _bar(x + 1, floor - long, wide - 2, long, which, fills[which]) if told else "",
                _text(x + wide / 2, floor - long - 5, words, anchor="middle", size=11),
            ]
        day, _, month = label.partition(" ")
        parts += [
            _text(middle, floor + 17, day, anchor="middle", size=13),
            _text(middle, floor + 33, month, anchor="middle", css="soft", size=12),
        ]
    parts.append(_axis(12, floor, _WIDTH - 12, floor))
    if any(number is None for numbers in series for number in numbers):
        parts.append(_text(12, 13, f"<5: {FEW}", css="soft", size=11))
    return floor + _FOOT, parts


def _axis(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path class="axis" d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="#767676" fill="none"/>'


def _in_lines(label: str) -> list[str]:
    """A label in at most two lines; what is longer ends with a sign of it."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE_LENGTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return [line if len(line) <= _LINE_LENGTH + 2 else f"{line[:_LINE_LENGTH]}…" for line in lines]
