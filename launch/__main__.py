"""The launcher's commands: `python -m launch <command>`; the Makefile names them all."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is what an older one reads
    sys.stderr.write(
        f"Signpost needs Python 3.11 or newer and this is {sys.version.split()[0]}: "
        "name a newer one, as in: make run PYTHON=python3.12\n"
    )
    sys.exit(1)

from launch.command_line import main

sys.exit(main(sys.argv[1:]))
