"""Masks what identifies a person before anything is stored or passed on.

Conservative on purpose: a sum of money, a charity number, a date or an age stays as it is, because
answers depend on them. Rule: identifiers in free text are masked before storage (UK GDPR, data
minimisation).
"""

from __future__ import annotations

from bot.masking.numbers import mask_numbers
from bot.masking.places import cut_postcodes, mask_addresses
from bot.masking.words import mask_births, mask_names

__all__ = ["mask"]


def mask(text: str, *, keeps_postcodes: bool = False) -> str:
    """Returns the text with identifiers replaced by what they were, in square brackets.

    Masks e-mail addresses, telephone numbers (UK, or any with a plus sign, or said to be one's
    own), National Insurance numbers, NHS numbers (by their check digit, or when named), payment
    cards (by Luhn's check), bank details (IBAN; a sort code followed by an account number, or
    either when named), passport and tax reference numbers when named, dates of birth and names of
    people when said as such ('born on', 'my name is'), and the address that somebody says they live
    at. Postcodes lose their last two letters: search needs the rest. Names that nothing announces
    are NOT found.

    Args:
        text: What was typed.
        keeps_postcodes: Leaves postcodes whole, where they are those of a record.
    """
    text = mask_numbers(text)
    text = mask_births(text)
    text = mask_addresses(text)
    text = mask_names(text)
    return text if keeps_postcodes else cut_postcodes(text)
