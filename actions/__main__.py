"""Starts the action server, on the loopback unless told otherwise: `python -m actions`."""

from __future__ import annotations

import logging
import sys

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.engine_only import let_in_only, proof_of
from actions.shared import directory
from knowledge.errors import SignpostError
from knowledge.logs import prepare_logging
from knowledge.settings import SettingError, Settings


def main() -> None:
    """Runs until stopped; a wrong setting or a missing part ends it with one sentence."""
    # Requests carry the whole conversation, so the kit's own lines stay out of the log.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment()
        prepare_logging(settings.log_level, settings.log_format)
        proof = proof_of(settings)
        directory()
    except (SettingError, SignpostError) as error:
        sys.exit(str(error))
    executor = ActionExecutor()
    executor.register_package("actions")
    # One process, and an address by name: the kit's own start listens on every interface, and
    # its workers would hold the directory twice and outlive a launcher that is killed.
    app = create_app(executor)
    let_in_only(app, proof)
    app.run(settings.actions_host, settings.actions_port, single_process=True, motd=False)


if __name__ == "__main__":
    main()
