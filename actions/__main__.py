"""Starts the action server on the loopback: `python -m actions`."""

from __future__ import annotations

import logging
import os
import sys


def main() -> None:
    """Runs until stopped; a wrong setting or a missing part ends it with one sentence."""
    # The server listens on every interface unless told otherwise; it must be set before its import.
    os.environ["SANIC_HOST"] = "127.0.0.1"
    from rasa_sdk.__main__ import main_from_args
    from rasa_sdk.endpoint import create_argument_parser

    from actions.shared import directory
    from knowledge.errors import SignpostError
    from knowledge.settings import SettingError, Settings

    # Requests carry the whole conversation, so the server's own lines stay out of the log.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment()
        directory()
    except (SettingError, SignpostError) as error:
        sys.exit(str(error))
    arguments = ["--actions", "actions", "--port", str(settings.actions_port)]
    main_from_args(create_argument_parser().parse_args(arguments))


if __name__ == "__main__":
    main()
