"""Measures search: `python -m tests.bench` or `make bench-search`.

    python -m tests.bench                 # 1,000, 10,000 and 100,000 services, and today's content
    python -m tests.bench --sizes 10000   # one size
    python -m tests.bench --import        # how long 5,000 services take to come in

Ends with 0 when every figure reaches what is asked of it, 1 when one does not, 2 when it could not
be measured. A busy machine makes every time longer: the load is printed beside the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from knowledge.errors import SignpostError
from knowledge.settings import Settings
from tests.bench import bringing_in, report
from tests.bench.stores import FOLDER, ROOT, fill

SIZES = (1_000, 10_000, 100_000)
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""As the launcher runs Signpost: for work this small a second thread costs more than it gives."""


def main(arguments: Sequence[str]) -> int:
    """Measures, tells, and returns the exit status."""
    chosen = _parsed(arguments)
    settings = Settings.from_environment()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        if chosen.importing:
            return bringing_in.main(settings)
        measured = [_measured(size, settings) for size in chosen.sizes]
        content = None if chosen.without_content else _child("content", 0)
    except (SignpostError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    text, is_reached = report.tell(measured, content, load)
    sys.stdout.write(text)
    (FOLDER / "search.json").write_text(
        json.dumps({"sizes": measured, "content": content}), "utf-8"
    )
    return 0 if is_reached else 1


def _measured(size: int, settings: Settings) -> dict[str, Any]:
    sys.stderr.write(f"{size:,} services: filling the database\n")
    fill(size, settings)
    encoding = encoded(size)
    sys.stderr.write(f"\n{size:,} services: building and asking\n")
    return {"encoding": encoding, **_child("search", size)}


def encoded(size: int) -> dict[str, Any]:
    """Returns how long all vectors take, made in this run or in earlier ones that stopped."""
    kept = FOLDER / f"services-{size}.json"
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {"encoded": 0, "took": 0.0}
    done = _child("encode", size)
    done["encoded"] += known["encoded"]
    done["took"] += known["took"]
    done["peak_mb"] = max(done["peak_mb"], known.get("peak_mb", 0.0))
    done["seconds"] = done["texts"] * done["took"] / max(1, done["encoded"])
    kept.write_text(json.dumps(done), "utf-8")
    return done


def _child(what: str, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.measuring", what, str(size)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | _ONE_THREAD, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many services")
    parser.add_argument("--without-content", action="store_true", help="not today's content too")
    parser.add_argument("--import", dest="importing", action="store_true", help="measure an import")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
