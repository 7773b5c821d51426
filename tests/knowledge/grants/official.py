"""The official 360Giving schemas, ready to check with; the test is skipped where they are absent.

They name their draft by an address that begins with http, and the package's schema names that of
the grant by an older version: both are put right here, and nothing else.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.standards import standard


def official_problems(document: Any, *, is_package: bool = False) -> list[str]:
    """Returns what the official schema has against a grant or a package, formats included."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in _validator(is_package).iter_errors(document)
    ]


@lru_cache(maxsize=2)
def _validator(is_package: bool) -> Any:
    folder = standard("360giving")
    grant = json.loads((folder / "360-giving-schema.json").read_text("utf-8"))
    package = json.loads((folder / "360-giving-package-schema.json").read_text("utf-8"))
    resource = DRAFT202012.create_resource(grant)
    names = [grant["$id"], grant["$id"].replace("1.4.3", "1.4.2")]
    registry: Registry[Any] = Registry().with_resources([(name, resource) for name in names])
    return Draft202012Validator(
        package if is_package else grant,
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
