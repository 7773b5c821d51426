"""Masks what identifies a person before anything is stored or passed on.

Conservative on purpose: a sum of money, a charity number, a date or a postcode stays as it is,
because answers depend on them. Rule: identifiers in free text are masked before storage (UK GDPR,
data minimisation).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}(?![\w-])")

# Digits with at most one mark between them, opened by +, 00 or 0 (perhaps in brackets).
_PHONE = re.compile(r"(?<![\w£$€.,/#+-])(?:\+|\(\+?)?\(?\d(?:[ \u00a0.()-]{0,2}\d){8,14}(?![\w/])")

_NATIONAL_INSURANCE = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)",
    re.IGNORECASE,
)

_NHS = re.compile(r"(?<![\w£$€.,/#+-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w/])")
_NHS_NAMED = re.compile(
    r"(\bnhs\s*(?:number|no\.?|num)?\s*(?:is|was|:|=|-)?\s*)(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\w)",
    re.IGNORECASE,
)

_CARD = re.compile(r"(?<![\w£$€.,/#+-])\d(?:[ -]?\d){12,18}(?![\w/])")

_BANK = re.compile(
    r"(?<![\w£$€/#])\d{2}([- ]?)\d{2}\1\d{2}"
    r"(?:[ ,.;:/-]|and|account|acc|acct|a/c|number|no\b|is)*(?<!\d)\d{8}(?!\d)",
    re.IGNORECASE,
)
_SORT_CODE = re.compile(
    r"(\bsort\s?code\s*(?:is|was|:|=|-)?\s*)\d{2}[- ]?\d{2}[- ]?\d{2}(?!\d)", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"(\b(?:bank\s+account|account\s*(?:number|no\.?|num)|acc(?:t|ount)?\s*(?:no\.?|num|number)|a/c)"
    r"\s*(?:number|no\.?)?\s*(?:is|was|:|=|-)?\s*)\d{8}(?!\d)",
    re.IGNORECASE,
)


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdecimal()]


def _is_card(text: str) -> bool:
    """Luhn's check, which every payment card number passes."""
    total = 0
    for place, digit in enumerate(reversed(_digits(text))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0 and total > 0


def _is_nhs(text: str) -> bool:
    """The modulus-11 check digit of an NHS number."""
    digits = _digits(text)
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and check != 10 and any(digits)


def _is_phone(text: str) -> bool:
    """A UK number has ten or eleven digits after its first 0, or ten after 44; others carry a +."""
    digits = "".join(str(digit) for digit in _digits(text))
    if text.lstrip("( ").startswith("+"):
        return 10 <= len(digits) <= 15
    if digits.startswith("0044"):
        return 13 <= len(digits) <= 15
    if digits.startswith("44"):
        return len(digits) == 12
    return digits.startswith("0") and digits[1] != "0" and len(digits) in {10, 11}


def _when(check: Callable[[str], bool], instead: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        return instead if check(match.group()) else match.group()

    return replace


def mask(text: str) -> str:
    """Returns the text with identifiers replaced by what they were, in square brackets.

    Masks e-mail addresses, telephone numbers (UK, or any with a plus sign), National Insurance
    numbers, NHS numbers (by their check digit, or when named), payment cards (by Luhn's check) and
    bank details (a sort code followed by an account number, or either when named). Names, postal
    addresses and dates of birth are NOT found.
    """
    text = _EMAIL.sub("[e-mail removed]", text)
    text = _NATIONAL_INSURANCE.sub("[National Insurance number removed]", text)
    text = _CARD.sub(_when(_is_card, "[card number removed]"), text)
    text = _NHS_NAMED.sub(r"\1[NHS number removed]", text)
    text = _BANK.sub("[bank details removed]", text)
    text = _SORT_CODE.sub(r"\1[sort code removed]", text)
    text = _ACCOUNT.sub(r"\1[account number removed]", text)
    text = _PHONE.sub(_when(_is_phone, "[phone number removed]"), text)
    return _NHS.sub(_when(_is_nhs, "[NHS number removed]"), text)
