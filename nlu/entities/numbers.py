"""Ages, sums of money and postcodes: found by their shape, in the text as typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nlu.entities.found import Found

_POSTCODE = re.compile(
    r"(?<![\w£$])(?P<out>[A-Za-z]{1,2}[0-9][0-9A-Za-z]?)"
    r"(?:\s?(?P<sector>[0-9])(?P<unit>[A-Za-z]{0,2}))?(?![\w])"
)
_GLUED = re.compile(
    r"(?<!\w)(?P<out>[A-Za-z]{1,2}[0-9]{1,2})(?P<sector>[0-9])(?P<unit>[A-Za-z]{2})(?!\w)"
)

# Outward codes as they are written, in capitals; 'M1' and 'A6' are roads here.
_ELSEWHERE = re.compile(
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]|F[KY]|G[LUY]|H[ADGPRSUX]|I[GMPV]"
    r"|K[ATWY]|L[ADLNSU]?|M[EKL]|N[EGNPRW]|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]"
    r"|UB|W[ACDFNRSV]|Y[O]|ZE)[0-9][0-9A-Z]?"
)
_NOT_YEARS = (
    r"(?!\s*(?:%|k\b|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|miles?|pounds?|quid|grand"
    r"|of\b|people|members?))"
)
_WHO = (
    r"(?:i\s?['’]?\s?a?m|he['’]?s|he\ is|she['’]?s|she\ is|who['’]?s|who\ is"
    r"|(?:son|daughter|lad|girl|boy|mum|mam|dad|nan|kid|child)(?:['’]?s|\ is))"
)
_AGE = re.compile(
    rf"""(?<![\w£.,])(?:
        (?:aged?|age\ of|turn(?:ed|s|ing)?|under|over|below)\s+(?:-\s*)?
            (?P<named>\d{{1,3}})(?:['’]?s)?{_NOT_YEARS}
        |(?P<years>\d{{1,3}})\s*-?\s*(?:years?|yrs?|y)\b[\s-]*(?:olds?|of\ age)\b
        |(?P<short>\d{{1,3}})\s*(?:yo|y/o)\b
        |{_WHO}\s+(?:only\ |just\ |nearly\ |almost\ |now\ )?(?P<said>\d{{1,3}}){_NOT_YEARS}
    )(?![\w£.])""",
    re.IGNORECASE | re.VERBOSE,
)
_OLDEST = 110

_AMOUNT = re.compile(
    r"""(?<![\w.,])(?:
        £\s*(?P<sign>\d[\d,]*(?:\.\d+)?)\s*(?P<sign_unit>k|thousand|grand|m|mn|million)?
        |(?P<word>\d[\d,]*(?:\.\d+)?)\s*(?P<word_unit>k|thousand|million)?\s*(?:pounds?|quid|gbp)
        |(?P<grand>\d[\d,]*(?:\.\d+)?)\s*(?P<grand_unit>grand|k)
    )(?![\w])""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMES = {"k": 1_000, "thousand": 1_000, "grand": 1_000, "m": 1_000_000, "mn": 1_000_000}


def find_postcodes(text: str, outcodes: Collection[str]) -> Iterator[Found]:
    """Yields postcodes: whole, outward half alone, or half-typed; and those of elsewhere.

    Args:
        text: As typed, with or without the space.
        outcodes: The outward codes of the area, upper case. A whole postcode may be of anywhere;
            less than a whole one counts only with one of these. One that is not of the area is
            elsewhere too.
    """
    for match in (*_GLUED.finditer(text), *_POSTCODE.finditer(text)):
        out = match["out"].upper()
        sector, unit = match["sector"] or "", (match["unit"] or "").upper()
        is_whole = len(unit) == 2
        if is_whole or out in outcodes:
            value = f"{out} {sector}{unit}".strip()
            yield Found("postcode", match.start(), match.end(), value)
        if out not in outcodes and (is_whole or _ELSEWHERE.fullmatch(match["out"])):
            yield Found("elsewhere", match.start(), match.end(), out)


def find_ages(text: str) -> Iterator[Found]:
    """Yields ages, in whole years from 0 to 110; 'under 18' is 18."""
    for match in _AGE.finditer(text):
        years = int(next(group for group in match.groups() if group))
        if years <= _OLDEST:
            yield Found("age", match.start(), match.end(), years)


def find_amounts(text: str) -> Iterator[Found]:
    """Yields sums of money, in whole pounds, pence cut off; '5k' is 5000."""
    for match in _AMOUNT.finditer(text):
        number = match["sign"] or match["word"] or match["grand"]
        unit = match["sign_unit"] or match["word_unit"] or match["grand_unit"] or ""
        times = _TIMES.get(unit.lower(), 1_000_000 if unit else 1)
        pounds = int(float(number.replace(",", "")) * times)
        yield Found("amount", match.start(), match.end(), pounds)
