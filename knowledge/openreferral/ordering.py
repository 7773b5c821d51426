"""One order of names on every database: by code point, capitals aside.

PostgreSQL would sort by the language of its cluster, and pages would differ from those of SQLite.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class by_name(FunctionElement[str]):
    """Orders by a column of names."""

    name = "by_name"
    type = Text()
    inherit_cache = True


@compiles(by_name)
def _anywhere(element: by_name, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(by_name, "postgresql")
def _on_postgresql(element: by_name, compiler: SQLCompiler, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)}) COLLATE "C"'
