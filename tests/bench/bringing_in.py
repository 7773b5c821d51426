"""Measures an import: 5,000 invented services of Open Referral, until search knows them.

Everything that a real one does but the politeness between requests: the feed is a file.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from knowledge.database import upgrade
from knowledge.loading import load
from knowledge.openreferral.feed.fetching import FileFeed
from knowledge.openreferral.feed.runs import Choices, Described, import_feed
from knowledge.settings import Settings
from tests.bench.stores import FOLDER, opened, services_of
from tests.bench.synthetic import ORIGIN, Made
from tests.real_content import copy_vectors

MANY = 5_000
MOST_SECONDS = 120.0


def main(settings: Settings) -> int:
    """Measures and tells; returns 0 when it is fast enough."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        own = replace(settings, database_url=f"sqlite:///{folder}/signpost.db")
        upgrade(own.database_url)
        copy_vectors(Path(folder) / "signpost.db")
        load(own, lambda _line: None)
        taking, learning = _brought_in(own, Path(folder) / "feed.json")
    whole = taking + learning
    sys.stdout.write(
        f"{MANY:,} services: read, checked and stored in {taking:.0f} s; searchable"
        f" {learning:.0f} s later; {whole:.0f} s together, under {MOST_SECONDS:.0f}:"
        f" {'reached' if whole < MOST_SECONDS else 'NOT REACHED'}\n"
    )
    return 0 if whole < MOST_SECONDS else 1


def _brought_in(settings: Settings, file: Path) -> tuple[float, float]:
    with opened(settings.database_url) as session:
        services = [as_feed(made) for made in services_of(session, MANY)]
        file.write_text(json.dumps(services), "utf-8")
        began = time.perf_counter()
        run = import_feed(
            session, FileFeed(file), Described(ORIGIN), Choices(), now=lambda: datetime.now(UTC)
        )
        assert run.taken + run.mended == MANY
    taken = time.perf_counter()
    load(settings, lambda _line: None)
    return taken - began, time.perf_counter() - taken


def as_feed(made: Made) -> dict[str, Any]:
    """Returns an invented service as a feed of Open Referral 3.0 publishes one."""
    place = {
        "name": f"{made.spot.name} hall",
        "location_type": "physical",
        "latitude": 52.6 + made.number % 100 / 1000,
        "longitude": -1.1,
        "addresses": [
            {"address_1": f"{made.number} Invented Street", "city": made.spot.name,
             "state_province": "Inventshire", "postal_code": "LE11 1AA"}
        ],
    }  # fmt: skip
    return {
        "id": made.slug,
        "name": made.name,
        "description": f"<p>{made.summary}</p>",
        "status": "active",
        "last_modified": "2026-10-02T12:00:00",
        "organization": {"id": f"body-{made.number % 3000}", "name": f"Body {made.number % 3000}"},
        "contacts": [{"phones": [{"number": f"01632 96{made.number:04}"}]}],
        "service_areas": [{"name": area} for area in made.areas],
        "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00"}],
        "service_at_locations": [{"location": place}],
        "cost_options": [{"option": "A visit", "amount": 3}],
    }
