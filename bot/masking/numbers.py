"""Identifiers that are numbers or addresses: found by their shape, and by check digits.

A number that is called by another name (a charity's, a company's, a sum, a date, a planning
application) is not taken for a telephone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_START = r"(?<![\w£$€.,/#+-])"

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}(?![\w-])")
_EMAIL_SPOKEN = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\sat\s)\s?[\w-]{2,63}"
    r"(?:\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?[\w-]{2,63}){0,3}"
    r"\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?(?:com|org|net|uk|info|eu|io|me|gov|ac|edu)(?!\w)",
    re.IGNORECASE,
)

# Digits with at most two marks between them, opened by +, 00 or 0 (perhaps in brackets).
_PHONE = re.compile(
    r"(?<![\w£$€.,/#+-])(?:\+|\(\+?)?\(?\d(?:[ \u00a0.()-]{0,2}\d){8,14}(?![\w/])(?![.,]\d)"
)
_PHONE_SLASHED = re.compile(r"(?<![\w£$€.,/#+-])0\d{2,4} ?/ ?\d{3}[ -]?\d{3,5}(?![\w/])")
_PHONE_SAID = re.compile(
    r"(\b(?:(?:ring|call|phone|text|contact|reach|whatsapp)(?:ing)? (?:me|us|him|her|mum|dad)"
    r"(?: back)?(?: please)?,? (?:on|at)"
    r"|(?:my|his|her|our|home|work) (?:\w+ )?(?:phone|telephone|mobile|number|landline|tel)"
    r"(?: number| no\.?)?(?:\s*(?:is|was|:|=)|['’]s)?)\s*:?\s*)"
    r"\d(?:[ -]?\d){4,11}(?![\w/])",
    re.IGNORECASE,
)
_DIGIT_WORDS = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_PHONE_SPOKEN = re.compile(
    rf"(?<!\w)(?:zero|oh|o|nought)(?:[\s,.-]+{_DIGIT_WORDS}){{7,15}}(?!\w)", re.IGNORECASE
)
# What a number is called that is none of these.
_OTHERWISE_CALLED = re.compile(
    r"(?:compan(?:y|ies)|charit(?:y|ies)|registered|registration|reg|ref|reference|order|invoice"
    r"|uprn|title|application|planning|grant|isbn|cio|cic|vat|urn|budget|worth|costs?)"
    r"(?:\s+(?:house|in|as|england|number|num|no\.?|id|code|ref|reference|of))*\s*(?:is|was|:|=|-|#)?"
    r"\s*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*(?:pounds?|pence|quid|gbp|people|members|miles|km|k\b|million|%)", re.I)
_DATED = re.compile(r"^\D*(?:\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d|(?:19|20)\d\d[ ./-]\d\d)")

_NATIONAL_INSURANCE = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)",
    re.IGNORECASE,
)

_NHS = re.compile(_START + r"\d{3}([ -]?)\d{3}\1\d{4}(?![\w/])")
_NHS_NAMED = re.compile(
    r"(\bnhs\s*(?:number|no\.?|num)?\s*(?:is|was|:|=|-)?\s*)(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\w)",
    re.IGNORECASE,
)

_CARD = re.compile(_START + r"[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w/])")
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,3})?(?!\w)", re.IGNORECASE
)

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
_NAMED = re.compile(
    r"(\b(?P<what>passport|utr|unique taxpayer reference)\s*(?:number|no\.?|num)?"
    r"\s*(?:is|was|:|=|-)?\s*)\d(?:[ -]?\d){8,9}(?!\w)",
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


def _is_iban(text: str) -> bool:
    """The check digits of an IBAN: modulus 97 of the whole, its letters counted from ten."""
    plain = re.sub(r"[ -]", "", text).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _is_nhs(text: str) -> bool:
    """The modulus-11 check digit of an NHS number."""
    digits = _digits(text)
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and check != 10 and any(digits)


def _is_phone(text: str) -> bool:
    """A UK number has ten or eleven digits after its first 0, or ten after 44; others carry a +."""
    if _DATED.match(text):
        return False
    digits = "".join(str(digit) for digit in _digits(text))
    if text.lstrip("( ").startswith("+"):
        return 10 <= len(digits) <= 15
    if digits.startswith("0044"):
        return 13 <= len(digits) <= 15
    if digits.startswith("44"):
        return len(digits) == 12
    return digits.startswith("0") and digits[1] not in "046" and len(digits) in {10, 11}


def _when(check: Callable[[str], bool], instead: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - 60) : match.start()]
        is_other = bool(
            _OTHERWISE_CALLED.search(before) or _COUNTED.match(match.string, match.end())
        )
        return instead if check(match.group()) and not is_other else match.group()

    return replace


def mask_numbers(text: str) -> str:
    """Returns the text without e-mail addresses and without numbers that lead to a person."""
    for pattern in (_EMAIL, _EMAIL_SPOKEN):
        text = pattern.sub("[e-mail removed]", text)
    text = _NATIONAL_INSURANCE.sub("[National Insurance number removed]", text)
    text = _IBAN.sub(_when(_is_iban, "[bank details removed]"), text)
    text = _CARD.sub(_when(_is_card, "[card number removed]"), text)
    text = _NHS_NAMED.sub(r"\1[NHS number removed]", text)
    text = _BANK.sub("[bank details removed]", text)
    text = _SORT_CODE.sub(r"\1[sort code removed]", text)
    text = _ACCOUNT.sub(r"\1[account number removed]", text)
    text = _NAMED.sub(r"\1[\g<what> number removed]", text)
    return _mask_telephones(text)


def _mask_telephones(text: str) -> str:
    telephone = "[phone number removed]"
    text = _PHONE.sub(_when(_is_phone, telephone), text)
    text = _PHONE_SLASHED.sub(_when(_is_phone, telephone), text)
    text = _NHS.sub(_when(_is_nhs, "[NHS number removed]"), text)
    text = _PHONE_SAID.sub(rf"\1{telephone}", text)
    return _PHONE_SPOKEN.sub(telephone, text)
