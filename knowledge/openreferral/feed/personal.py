"""Masks what belongs to private people, before anything of a feed is kept.

Open feeds hold names, mobile numbers and private e-mail addresses of childminders, sole traders and
secretaries of small groups. They are personal data although they are public. What is masked:

- mobile numbers, everywhere, also within texts: the project publishes none;
- e-mail addresses at free providers, unless they are made of the service's own name;
- names of people in contacts, unless they are names of a role or a team;
- for a person who trades alone (a childminder, a nanny, a tutor): also every telephone, e-mail and
  exact address, and the name itself where it is a person's;
- the exact address wherever the feed says that it is to be masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge.openreferral.feed.values import list_of

Body = dict[str, Any]

MOBILE_MASK = "[mobile number left out]"
EMAIL_MASK = "[e-mail address left out]"

_MOBILE = re.compile(r"(?<![\d.])(?:(?:\+|00)?44[\s(0)-]{0,5}|0)7(?:[\s-]?\d){9}(?!\d)")
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_FREE = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|gmx"
    r"|proton|protonmail|btinternet|btopenworld|sky|talktalk|virginmedia|ntlworld|blueyonder"
    r"|tiscali|plusnet|orange|o2|fsmail|mail)\.[\w.]+$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(child\s?-?minder|childminding|childminders|nann(?:y|ies)|au pair|home child\s?carer"
    r"|sole trader|personal assistant|private tutor|self[- ]employed)\b",
    re.IGNORECASE,
)
_ROLES = re.compile(
    r"\b(team|office|desk|enquir\w*|reception\w*|help\w*|line|centre|center|service|services"
    r"|manager|secretary|administrator|admin|co-?ordinator|duty|bookings?|membership|department"
    r"|council|group|club|society|trust|association|charity|school|library|hub|unit|volunteer\w*"
    r"|customer|contact|general|information|advice|support|church|hall|clinic|surgery|health)\b",
    re.IGNORECASE,
)
# Capitals matter: the MS Society is no lady.
_TITLED = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd)\.?\s")
_LADY_OR_GENTLEMAN = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx)\.?\s")
_PERSON = re.compile(r"^[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,2}$")
_NAME_KEYS = {"name", "title"}
_EXACT = {"address_1", "address_2", "attention", "latitude", "longitude", "geometry", "name"}


def masked(body: Body) -> tuple[Body, list[str]]:
    """Returns a service without what belongs to private people, and what was masked.

    Args:
        body: A service as the feed sent it, its keys in small letters with underscores. It is not
            changed.

    Returns:
        A copy, and one note for each kind of thing that was masked; no note repeats a value.
    """
    # The standard knows no number of a service itself, and one here would hide the whole.
    body = {key: value for key, value in body.items() if key != "number"}
    masking = _Masking(body)
    copy = masking.walked(body, ())
    assert isinstance(copy, dict)  # noqa: S101 - a copy of a dict is one # nosec B101
    if masking.is_alone:
        _mask_person(copy, masking)
    return copy, sorted(masking.notes)


def trades_alone(body: Body) -> bool:
    """Says whether a service is one person's own trade, such as childminding."""
    owner = body.get("organization") or body.get("organisation") or {}
    status = owner.get("legal_status") if isinstance(owner, dict) else None
    name = body.get("name")
    if isinstance(name, str) and _LADY_OR_GENTLEMAN.match(name):
        return True
    texts = [name, status, *_term_names(body)]
    return any(isinstance(text, str) and _ALONE.search(text) for text in texts)


def _term_names(body: Body) -> Iterator[Any]:
    for key in ("attributes", "taxonomies", "service_taxonomys", "pc_service_type"):
        for item in list_of(body.get(key)):
            if isinstance(item, dict):
                term = item.get("taxonomy_term") or item.get("taxonomy") or item
                yield term.get("name") if isinstance(term, dict) else term


def is_person_name(text: str) -> bool:
    """Says whether a text looks like a person's name and not like a role, a team or a body."""
    if _ROLES.search(text):
        return False
    return _TITLED.match(text) is not None or _PERSON.match(text) is not None


class _Masking:
    """Walks over one service and notes what it masks."""

    def __init__(self, body: Body) -> None:
        self.is_alone = trades_alone(body)
        self.notes: set[str] = set()
        owner = body.get("organization") or body.get("organisation") or {}
        names = [body.get("name"), owner.get("name") if isinstance(owner, dict) else None]
        self._names = {name for name in names if isinstance(name, str)}
        self._words = {word for name in self._names for word in _long_words(name)}

    def walked(self, value: Any, path: tuple[str, ...]) -> Any:
        """Returns a copy of a value with what is private in it masked."""
        if isinstance(value, dict):
            return self._object(value, path)
        if isinstance(value, list):
            found = [self.walked(item, path) for item in value]
            return [item for item in found if item is not None]
        return self._text(value) if isinstance(value, str) else value

    def _object(self, value: Body, path: tuple[str, ...]) -> Body | None:
        if "number" in value and self._is_private_number(value["number"]):
            self.notes.add("a mobile number was left out")
            return None
        hide_exact = value.get("mask_exact_address") is True
        kept: Body = {}
        for key, item in value.items():
            if hide_exact and key in _EXACT | {"addresses", "physical_addresses"}:
                self.notes.add("an exact address was masked")
                continue
            kept[key] = self._value(key, item, path)
        return kept

    def _value(self, key: str, item: Any, path: tuple[str, ...]) -> Any:
        in_contact = bool(path) and path[-1] in {"contacts", "contact"}
        if in_contact and key == "phone" and self._is_private_number(item):
            self.notes.add("a mobile number was left out")
            return None
        if isinstance(item, str) and key == "email" and self._is_private_email(item):
            self.notes.add("a private e-mail address was left out")
            return None
        if in_contact and key in _NAME_KEYS and self._is_private_name(item):
            self.notes.add("a person's name was left out")
            return None
        return self.walked(item, (*path, key))

    def _is_private_name(self, value: Any) -> bool:
        return isinstance(value, str) and value not in self._names and is_person_name(value)

    def _is_private_number(self, value: Any) -> bool:
        return _MOBILE.search(str(value)) is not None

    def _is_private_email(self, value: str) -> bool:
        if _FREE.search(value.strip()) is None:
            return False
        return self.is_alone or not self._is_made_of_the_name(value)

    def _is_made_of_the_name(self, address: str) -> bool:
        local = re.sub(r"[^a-z]", "", address.partition("@")[0].lower())
        return any(word in local for word in self._words)

    def _text(self, text: str) -> str:
        found = _MOBILE.sub(MOBILE_MASK, text)
        if found != text:
            self.notes.add("a mobile number was left out of a text")
        return _EMAIL.sub(self._address, found)

    def _address(self, found: re.Match[str]) -> str:
        if not self._is_private_email(found[0]):
            return found[0]
        self.notes.add("a private e-mail address was left out of a text")
        return EMAIL_MASK


def _long_words(name: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]{4,}", name.lower()):
        if not _ROLES.fullmatch(word):
            yield word


def _mask_person(body: Body, masking: _Masking) -> None:
    """Leaves of one person's own trade what it is and the rough area, and nothing of the person."""
    kind = _ALONE.search(" ".join(str(text) for text in [body.get("name"), *_term_names(body)]))
    what = (kind[0] if kind else "Sole trader").strip().capitalize()
    body["name"] = what
    body["description"] = f"{what}, registered with the publisher of this directory."
    for key in ("email", "phone", "phones", "contacts", "organization", "organisation", "url",
                "organization_id", "alternate_name", "assurer_email"):  # fmt: skip
        body.pop(key, None)
    for place in _places(body):
        for key in _EXACT | {"alternate_name", "description", "phones", "contacts"}:
            place.pop(key, None)
        for key in ("addresses", "physical_addresses"):
            for address in place.get(key) or []:
                for exact in _EXACT:
                    address.pop(exact, None)
        place["mask_exact_address"] = True
    masking.notes = {"a person who trades alone: name, address and contacts were masked"}


def _places(body: Body) -> Iterator[Body]:
    for at in body.get("service_at_locations") or []:
        if isinstance(at, dict) and isinstance(at.get("location"), dict):
            yield at["location"]
    for place in body.get("locations") or []:
        if isinstance(place, dict):
            yield place
