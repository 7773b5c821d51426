"""How a person may be reached: a United Kingdom telephone number or an e-mail address, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.errors import InvalidInput

TELEPHONE, EMAIL = "telephone", "email"

_EMAIL = re.compile(
    r"(?<![\w.+'-])([\w.+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24})(?![\w@])",
    re.ASCII,
)
_NUMBER = re.compile(r"(?:\+|\(?0)[\d\s().-]{8,20}\d")
# Geographic, national and mobile numbers, by the ranges of the national numbering plan; not 09,
# which the caller would pay for, and not 070, which only forwards.
_UK = re.compile(r"^0(?:1\d{8,9}|2\d{9}|3\d{9}|7[1-9]\d{8}|8\d{8,9}|800\d{6,7})$")


@dataclass(frozen=True)
class Way:
    """One way to reach somebody.

    Attributes:
        how: `telephone` or `email`.
        value: The number with its 0 and no spaces, or the address.
    """

    how: str
    value: str

    @property
    def hint(self) -> str:
        """As much of it as its owner needs to know it again."""
        if self.how == TELEPHONE:
            return f"the telephone number ending in {self.value[-3:]}"
        name, _, domain = self.value.partition("@")
        return f"the e-mail address {name[0]}…@{domain}"


def _as_british(found: str) -> str:
    digits = re.sub(r"\D", "", found)
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and not (prefix == "44" and not found.startswith("+")):
            return "0" + digits[len(prefix) :].removeprefix("0")
    return digits


def find_way(text: str) -> Way | None:
    """Returns the way to reach somebody that a text holds, or None when it holds no sign of one.

    Raises:
        InvalidInput: When it holds a number or an address that cannot be right.
    """
    email = _EMAIL.search(text)
    if email is not None and len(email[1]) <= 254 and ".." not in email[1]:
        return Way(EMAIL, email[1].strip("'."))
    if "@" in text:
        raise InvalidInput(
            "That does not look like a whole e-mail address. It should look like "
            "name@example.org. Please type it again."
        )
    number = _NUMBER.search(text)
    if number is not None and _UK.match(_as_british(number[0])):
        return Way(TELEPHONE, _as_british(number[0]))
    if sum(character.isdecimal() for character in text) >= 5:
        raise InvalidInput(
            "That does not look like a telephone number in the United Kingdom. It should begin "
            "with 0 or +44 and have 10 or 11 digits. Please type it again."
        )
    return None


def checked_name(text: str) -> str | None:
    """Returns a first name out of what was typed, or None when it does not look like one."""
    name = re.sub(
        r"^(?:hi|hello)?[,! ]*(?:my (?:first )?name(?: is|'s)|i am|i'm|it is|it's|call me)\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    ).strip(" .,!")
    is_name = 0 < len(name) <= 40 and len(name.split()) <= 3
    return name if is_name and not re.search(r"[\d?@/<>]", name) else None
