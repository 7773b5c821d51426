"""Postcodes and addresses: as much as the search needs stays, the rest goes.

Search places somebody by the first half of a postcode (`knowledge.gazetteer`); the first digit of
the second half, the sector, may stay with it: about 3,000 homes share one, and about 15 a whole
postcode.
"""

from __future__ import annotations

import re

# The 124 areas of the United Kingdom and the islands: nothing else begins a postcode.
_AREA_NAMES = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL
SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_AREA_NAMES.split())
_POSTCODE = re.compile(
    r"(?<![\w£$€])(?P<area>[A-Z]{1,2})(?P<district>\d[A-Z\d]?)[ \u00a0]{0,3}"
    r"(?P<sector>\d)(?P<unit>[ABD-HJLNP-UW-Z]{2})(?!\w)",
    re.IGNORECASE,
)
_ORDINALS = frozenset(("1st", "2nd", "3rd", *(f"{digit}th" for digit in "0456789")))

_STREET = (
    r"street|st|road|rd|lane|ln|avenue|ave|close|drive|court|crescent|gardens|grove|hill|mews"
    r"|parade|place|rise|row|square|terrace|walk|way|yard|green|fields?"
)
_LIVES_AT = re.compile(
    r"(\b(?:(?:i|we|he|she|they)(?: still| currently| now)? lives? at"
    r"|(?:my|our|his|her|home) (?:home |full |postal )?address(?: is|'s|’s| was)?\s*:?)\s+)"
    r"(?:(?:flat|apartment|room|unit)\s+\w{1,5},?\s+)?\d{1,4}[a-z]?,?\s+"
    rf"(?:[\w'’.-]+\s+){{1,3}}?(?:{_STREET})\b\.?",
    re.IGNORECASE,
)


def cut_postcodes(text: str) -> str:
    """Returns the text with whole postcodes cut to their first half and sector, in capitals."""
    return _POSTCODE.sub(_cut, text)


def _cut(match: re.Match[str]) -> str:
    area = match["area"].upper()
    is_road = len(area) == 1 and match["sector"] + match["unit"] in _ORDINALS
    if area not in _AREAS or is_road:
        return match.group()
    # 'M1 5' could be a road: crosses for the letters say that it was a postcode.
    crosses = "xx" if len(area) == 1 else ""
    return f"{area}{match['district'].upper()} {match['sector']}{crosses}"


def mask_addresses(text: str) -> str:
    """Returns the text without the house and street that somebody says they live at."""
    return _LIVES_AT.sub(r"\1[address removed]", text)
