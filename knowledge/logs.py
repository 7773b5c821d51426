"""How every program of ours logs: a line of text, or with `LOG_FORMAT=json` one object a line.

What is logged holds no personal data: kinds of errors and of addresses, never words, names, numbers
or ids. Tests hold a whole conversation against the logs.
"""

from __future__ import annotations

import logging

from pythonjsonlogger.json import JsonFormatter

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_NAMES = {"levelname": "level", "name": "logger", "exc_info": "traceback"}


def prepare_logging(level: str, form: str) -> None:
    """Sends what is logged to standard error.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        form: `text` or `json`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=level, handlers=[handler])
    # These would write addresses with ids in them for every request.
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def formatter(form: str) -> logging.Formatter:
    """Returns what makes a line of a record."""
    if form == "json":
        fields = ("levelname", "name", "message")
        return JsonFormatter(fields, rename_fields=_NAMES, timestamp="at")
    return logging.Formatter(_TEXT)
