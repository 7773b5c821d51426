"""The stylesheet of colours, made from the site file: light and dark, each pair readable.

Contrast follows WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for controls (1.4.11).
"""

from __future__ import annotations

from knowledge.site import Colours

_WHITE, _BLACK = "#ffffff", "#000000"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """Returns `share` (0 to 1) of the first colour and the rest of the other, as #rrggbb."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _light(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    channels = (part / 255 for part in _parts(colour))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, 1 to 21."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def readable(colour: str, *behind: str, least: float = 4.5) -> str:
    """Returns the colour, moved towards black or white until it can be read on all behind it."""
    end = max((_BLACK, _WHITE), key=lambda end: min(contrast(end, other) for other in behind))
    for step in range(21):
        moved = mix(colour, end, 1 - step / 20)
        if min(contrast(moved, other) for other in behind) >= least:
            return moved
    return end


def _dark(colour: str) -> str:
    """The colour, darkened until white text stands well on it."""
    while contrast(colour, _WHITE) < 14:
        colour = mix(colour, _BLACK, 0.9)
    return colour


def light_colours(colours: Colours) -> dict[str, str]:
    """Returns the names and values of the light theme."""
    paper, card = mix(colours.brand, _WHITE, 0.045), _WHITE
    resident = mix(colours.accent, _WHITE, 0.26)
    return {
        "paper": paper,
        "card": card,
        "ink": readable(mix(colours.brand_dark, _BLACK, 0.35), paper, card, least=9),
        "soft-ink": readable(mix(colours.brand_dark, _WHITE, 0.75), paper, card, least=5),
        "line": mix(colours.brand, _WHITE, 0.35),
        "edge": readable(mix(colours.brand, _WHITE, 0.6), paper, card, least=3.2),
        "link": readable(colours.brand, paper, card, least=5),
        "arm": colours.brand,
        "arm-hover": colours.brand_dark,
        "arm-ink": readable(colours.on_brand, colours.brand),
        "arm-hover-ink": readable(colours.on_brand, colours.brand_dark),
        "person": colours.accent,
        "person-hover": mix(colours.accent, _WHITE, 0.7),
        "person-ink": readable(colours.brand_dark, colours.accent),
        "person-hover-ink": readable(colours.brand_dark, mix(colours.accent, _WHITE, 0.7)),
        "resident": resident,
        "resident-ink": readable(colours.brand_dark, resident, least=7),
        "wrong": readable("#b3261e", paper, card, least=5),
        "focus": readable(colours.brand_dark, paper, card, least=3),
        "glow": colours.accent,
    }


def dark_colours(colours: Colours) -> dict[str, str]:
    """Returns the names and values of the dark theme."""
    paper = _dark(mix(colours.brand_dark, _BLACK, 0.42))
    card = _dark(mix(colours.brand_dark, _BLACK, 0.66))
    arm, arm_hover = mix(colours.brand, _WHITE, 0.28), mix(colours.brand, _WHITE, 0.12)
    resident = _dark(mix(colours.accent, paper, 0.22))
    return {
        "paper": paper,
        "card": card,
        "ink": readable(mix(colours.brand, _WHITE, 0.07), paper, card, least=9),
        "soft-ink": readable(mix(colours.brand, _WHITE, 0.3), paper, card, least=5),
        "line": readable(mix(colours.brand, _WHITE, 0.9), paper, card, least=1.6),
        "edge": readable(mix(colours.brand, _WHITE, 0.7), paper, card, least=3.2),
        "link": readable(mix(colours.brand, _WHITE, 0.4), paper, card, least=5),
        "arm": arm,
        "arm-hover": arm_hover,
        "arm-ink": readable(colours.brand_dark, arm),
        "arm-hover-ink": readable(colours.brand_dark, arm_hover),
        "person": colours.accent,
        "person-hover": mix(colours.accent, _WHITE, 0.7),
        "person-ink": readable(colours.brand_dark, colours.accent),
        "person-hover-ink": readable(colours.brand_dark, mix(colours.accent, _WHITE, 0.7)),
        "resident": resident,
        "resident-ink": readable(mix(colours.accent, _WHITE, 0.2), resident, least=7),
        "wrong": readable("#f2b8b5", paper, card, least=5),
        "focus": readable(colours.accent, paper, card, least=3),
        "glow": mix(colours.accent, paper, 0.35),
    }


def _rule(values: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{value};" for name, value in values.items()) + "}"


def stylesheet(colours: Colours) -> str:
    """Returns the stylesheet: custom properties for light, dark and for print."""
    fixed = {
        "brand": colours.brand,
        "brand-dark": colours.brand_dark,
        "accent": colours.accent,
        "on-brand": readable(colours.on_brand, colours.brand),
    }
    light, dark = _rule(light_colours(colours)), _rule(dark_colours(colours))
    screen = f"@media screen and (prefers-color-scheme:dark){{{dark}}}"
    return f"{_rule(fixed)}\n{light}\n{screen}\n"
