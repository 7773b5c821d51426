"""Whose Signpost this is: the council, its adviser organisation, areas and colours.

Everything local comes from `site.yml`; nothing else in the code may name a council.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from knowledge.errors import InvalidInput
from knowledge.site_desk import Desk
from knowledge.site_parts import Part as _Part

_COLOUR = r"^#[0-9a-fA-F]{6}$"


class ServiceName(_Part):
    """What the assistant calls itself."""

    name: str
    strapline: str


class Council(_Part):
    """The council on whose behalf Signpost answers."""

    name: str
    short_name: str
    address: str
    url: str = Field(pattern=r"^https?://")


class Adviser(_Part):
    """The organisation whose people take over; what is not known is None and is not guessed.

    `entry` names the record of the content that says more about it.
    """

    name: str
    short_name: str
    address: str
    url: str = Field(pattern=r"^https?://")
    phone: str | None = None
    email: str | None = None
    opening_hours: str | None = None
    entry: str | None = None


class Areas(_Part):
    """The county, its districts in alphabetical order, and the areas next door."""

    county: str
    districts: list[str]
    neighbours: list[str] = []


class Emergency(_Part):
    """The two numbers that every page shows."""

    number: str
    samaritans: str


class Colours(_Part):
    """The council's colours, each `#rrggbb`."""

    brand: str = Field(pattern=_COLOUR)
    brand_dark: str = Field(pattern=_COLOUR)
    accent: str = Field(pattern=_COLOUR)
    on_brand: str = Field(pattern=_COLOUR)


class Site(_Part):
    """The whole of `site.yml`."""

    service: ServiceName
    council: Council
    adviser: Adviser
    areas: Areas
    emergency: Emergency
    colours: Colours
    desk: Desk = Desk()

    def take_parts(self, other: Site) -> None:
        """Says from now on what another site says, in whoever holds this one.

        Every part is assigned whole, so nobody reads half of one.
        """
        for name in type(self).model_fields:
            object.__setattr__(self, name, getattr(other, name))


def load_site(path: str | Path) -> Site:
    """Reads and checks the site file.

    Raises:
        InvalidInput: When the file is missing, is not YAML, or a key is wrong; the problems name
            each key.
    """
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return Site.model_validate(data)
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"The site file {path} cannot be read.") from None
    except yaml.YAMLError as error:
        raise InvalidInput(f"The site file {path} is not valid YAML.", [str(error)]) from None
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors()
        ]
        raise InvalidInput(
            f"The site file {path} has mistakes: {'; '.join(problems)}", problems
        ) from None
