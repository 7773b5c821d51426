"""Reads YAML the way an editor means it: `Yes` is a word, a date is text, a key stands once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _FastLoader
except ImportError:  # PyYAML was built without its C part: the same result, slower
    from yaml import SafeLoader as _FastLoader  # type: ignore[assignment]


class ContentLoader(_FastLoader):
    """YAML without its surprises.

    Only `true` and `false` are truth values, only plain decimals are numbers (a telephone number
    that begins with 0 stays text), dates stay text, and a key that stands twice is an error.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # begins without PyYAML's own

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Builds one mapping; raises `yaml.constructor.ConstructorError` for a repeated key."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _add_resolvers() -> None:
    add = ContentLoader.add_implicit_resolver
    add("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    add("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
    add("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))
    add("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


_add_resolvers()


def read_entries(path: Path) -> list[tuple[int, Any]]:
    """Returns the items of a file that holds one YAML list, each with its line, counted from 1.

    An empty file holds no items.

    Raises:
        OSError: When the file cannot be read.
        UnicodeDecodeError: When it is not UTF-8.
        yaml.YAMLError: When it is not YAML, holds a repeated key, or is not a list.
    """
    loader = ContentLoader(path.read_bytes().decode("utf-8"))
    try:
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise yaml.YAMLError("the file must be a list of entries, each beginning with '- id:'")
        return [
            (item.start_mark.line + 1, loader.construct_object(item, deep=True))
            for item in root.value
        ]
    finally:
        loader.dispose()
