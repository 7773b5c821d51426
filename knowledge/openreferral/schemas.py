"""The official schemas of Open Referral UK, read from a folder, with every format checked.

The schemas are not part of this project: they are edited in place by those who keep them. Without
the packages for dates and addresses jsonschema skips those formats in silence, so their being there
is checked first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from knowledge.errors import Unavailable

BASE = "https://openreferraluk.org/specifications/3.0/schema/"
"""The address under which the schemas name each other."""

_FORMATS = ("date-time", "email", "uri", "uuid")


class Schemas:
    """The schemas of one folder.

    Args:
        folder: Where `service.json`, `service_list.json` and the others lie.

    Raises:
        Unavailable: When the folder holds no such schemas, or a format cannot be checked.
    """

    def __init__(self, folder: str | Path) -> None:
        found = {path.name: _read(path) for path in sorted(Path(folder).glob("*.json"))}
        if "service.json" not in found:
            raise Unavailable(f"There are no schemas of Open Referral in {folder}.")
        self._formats = FormatChecker()
        missing = [name for name in _FORMATS if name not in self._formats.checkers]
        if missing:
            raise Unavailable(f"These formats cannot be checked here: {', '.join(missing)}.")
        registry: Registry[Any] = Registry().with_resources(
            (BASE + name, DRAFT202012.create_resource(schema)) for name, schema in found.items()
        )
        self._validators = {
            name.removesuffix(".json"): Draft202012Validator(
                schema, registry=registry, format_checker=self._formats
            )
            for name, schema in found.items()
        }

    def problems(self, name: str, data: Any) -> Iterator[str]:
        """Yields each fault of some data under a schema, with its place, in order of place."""
        errors = self._validators[name].iter_errors(data)
        for error in sorted(errors, key=lambda error: [str(part) for part in error.absolute_path]):
            yield f"{_place(error.absolute_path)}: {error.message[:300]}"


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _place(parts: Iterable[str | int]) -> str:
    return "/".join(str(part) for part in parts) or "the whole"
