"""A thousand services come in at once. All are synthetic; `make bench-import` times more."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.database import Database
from knowledge.openreferral.feed.fetching import FileFeed
from knowledge.openreferral.feed.runs import Choices, Described, import_feed
from knowledge.openreferral.listings import services
from knowledge.openreferral.queries import Wanted

MANY = 1_000


def synthetic(number: int) -> dict[str, Any]:
    """Returns one service with what real ones have, HTML and junk ages too."""
    where = {
        "name": f"Synthetic hall {number}",
        "location_type": "physical",
        "latitude": 52.7 + number % 100 / 1000,
        "longitude": -1.2,
        "addresses": [
            {"address_1": f"{number} Synthetic Street", "city": "Loughborough",
             "state_province": "Leicestershire", "postal_code": "LE11 1AA"}
        ],
    }  # fmt: skip
    return {
        "id": number,
        "name": f"Synthetic service {number}",
        "description": f"<p>{'Synthetic words about a service. ' * 20}</p>",
        "status": "active",
        "minimum_age": -1,
        "last_modified": "2026-10-02T12:00:00",
        "organization": {"id": number % 3000, "name": f"Synthetic body {number % 3000}"},
        "contacts": [{"phones": [{"number": f"01632 96{number:04}"}]}],
        "service_areas": [{"name": "Charnwood"}],
        "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00"}],
        "service_at_locations": [{"location": where}],
        "cost_options": [{"option": "A visit", "amount": 3}],
    }


@pytest.mark.slow
def test_a_thousand_services_come_in(directory_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "synthetic.json"
    file.write_text(json.dumps([synthetic(number) for number in range(MANY)]), "utf-8")
    with directory_database.session() as session:
        run = import_feed(
            session,
            FileFeed(file),
            Described("synthetic"),
            Choices(),
            now=lambda: datetime.now(UTC),
        )
        assert run.mended == MANY
        assert services(session, Wanted()).total == MANY
