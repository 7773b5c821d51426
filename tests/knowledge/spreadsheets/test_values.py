"""What a spreadsheet does to values is mended and told; what would need a guess is refused."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from knowledge.content_schema import SCHEMAS
from knowledge.spreadsheets.columns import Column, column_named, columns_of
from knowledge.spreadsheets.tables import Formula, Value
from knowledge.spreadsheets.values import CellError, convert
from knowledge.spreadsheets.writing import cell_of
from tests.knowledge.factories import entry_data

# As openpyxl gives a date: without a zone.
DAY = datetime(2026, 3, 1)  # noqa: DTZ001


def column(name: str, kind: str = "service") -> Column:
    found = column_named(kind, name)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_is_a_column_and_says_what_it_means(kind: str) -> None:
    names = [item.name for item in columns_of(kind)]
    assert set(names) == set(SCHEMAS[kind].model_fields) - {"kind", "merged_from"}
    for item in columns_of(kind):
        assert item.meaning.endswith(".")
        assert item.how
        if item.name != "id":
            assert item.is_needed == SCHEMAS[kind].model_fields[item.name].is_required()


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Opening hours", "opening_hours"),
        ("OPENING_HOURS", "opening_hours"),
        ("Telephone", "phone"),
        ("E-mail address", "email"),
        ("Website", "url"),
        ("Post Code", "postcode"),
    ],
)
def test_headings_in_people_s_own_words(heading: str, name: str) -> None:
    assert column(heading).name == name


def test_a_heading_that_means_nothing_is_no_column() -> None:
    assert column_named("service", "Colour of door") is None
    assert column_named("service", "min_age") is None


@pytest.mark.parametrize(
    ("name", "cell", "value", "mended"),
    [
        ("phone", 1162575030, "01162575030", True),
        ("phone", "1162575030", "01162575030", True),
        ("phone", "+44 116 257 5030", "0116 257 5030", True),
        ("phone", "+44 (0)116 257 5030", "0116 257 5030", True),
        ("phone", "(0116) 257 5030", "0116 257 5030", True),
        ("phone", "0116-257-5030", "0116 257 5030", True),
        ("phone", "0116 257 5030 or 999", "0116 257 5030 or 999", False),
        ("postcode", "le1 5sn", "LE1 5SN", True),
        ("postcode", "LE15SN", "LE1 5SN", True),
        ("postcode", "LE1 5SN", "LE1 5SN", False),
        ("postcode", "\xa0LE1\xa05SN ", "LE1 5SN", False),
        ("email", "MAILTO:a@b.uk", "a@b.uk", True),
        ("url", "www.example.org/x", "https://www.example.org/x", True),
        ("url", "http://example.org", "http://example.org", False),
        ("source_date", DAY, "2026-03-01", False),
        ("source_date", date(2026, 3, 1), "2026-03-01", False),
        ("source_date", "01/03/2026", "2026-03-01", True),
        ("source_date", "1 March 2026", "2026-03-01", True),
        ("source_date", "1st Mar 2026", "2026-03-01", True),
        ("source_date", "March 2026", "2026-03", True),
        ("source_date", "2026-03-01 00:00:00", "2026-03-01", False),
        ("source_date", 2024, "2024", False),
        ("source_date", "Unknown", "unknown", False),
        ("source_date", "last summer", "last summer", False),
        ("opening_hours", time(9, 30), "09:30", True),
        ("opening_hours", "Mon\r\nTue\rWed_x000D_", "Mon\nTue\nWed", False),
        ("cost", 5, "5", False),
        ("cost", True, "Yes", False),
        ("cost", DAY, "1 March 2026", True),
        (
            "topics",
            "Running a group; funding\nsafety",
            ["running-a-group", "funding", "safety"],
            False,
        ),
        ("areas", "Blaby;", ["Blaby"], False),
        (
            "source_urls",
            "www.a.uk; https://b.uk/x\\;y",
            ["https://www.a.uk", "https://b.uk/x;y"],
            True,
        ),
        ("confidence", "High", "high", False),
    ],
)
def test_what_a_cell_becomes(name: str, cell: Value, value: Any, mended: bool) -> None:
    found = convert(column(name), cell)
    assert found.value == value
    assert bool(found.mended) == mended


@pytest.mark.parametrize(
    ("kind", "name", "cell", "value"),
    [
        ("fund", "min_amount_gbp", "£1,000", 1000),
        ("fund", "min_amount_gbp", 1000.0, 1000),
        ("fund", "review_on", "31/03/2027", date(2027, 3, 31)),
        ("fund", "review_on", DAY, date(2026, 3, 1)),
        (
            "organisation",
            "identifiers",
            "GB-CHC: 1234; GB-COH:5",
            {"GB-CHC": "1234", "GB-COH": "5"},
        ),
        ("contact", "service_types", 1113, ["1113"]),
        ("opportunity", "remote", "No", False),
        ("opportunity", "remote", True, True),
        ("place", "latitude", "52.5", 52.5),
        (
            "legal_form",
            "registration_fees_gbp",
            "online: 65; post: 1,000",
            {"online": 65, "post": 1000},
        ),
        (
            "guidance",
            "time_limits",
            "apply | 6 weeks | Act 1\nwait|1 day|Act 2",
            [
                {"what": "apply", "length": "6 weeks", "law": "Act 1"},
                {"what": "wait", "length": "1 day", "law": "Act 2"},
            ],
        ),
    ],
)
def test_what_the_cells_of_some_kinds_become(kind: str, name: str, cell: Value, value: Any) -> None:
    assert convert(column(name, kind), cell).value == value


@pytest.mark.parametrize(
    ("kind", "name", "cell", "said"),
    [
        ("fund", "min_amount_gbp", 10.5, "10.5 is not a whole number"),
        ("fund", "review_on", "March 2027", "'March 2027' is not a whole date"),
        ("fund", "review_on", "31/02/2027", "'31/02/2027' is not a whole date"),
        ("organisation", "identifiers", "1234", "is not of the form 'name: text'"),
        ("fund", "min_amount_gbp", "much", "'much' is not a number"),
        ("fund", "min_amount_gbp", "1,00", "'1,00' is not a number"),
        ("fund", "min_amount_gbp", True, "True is not a number"),
        ("fund", "min_amount_gbp", date(2026, 1, 2), "the date 02/01/2026 is not a number"),
        ("opportunity", "remote", "perhaps", "'perhaps' is neither yes nor no"),
        ("service", "topics", "fun", "'fun' is not one of volunteering, funding"),
        ("service", "topics", date(2026, 1, 2), "holds a date"),
        ("service", "confidence", "sure", "'sure' is not one of high, medium, low"),
        ("service", "phone", 116.5, "is no telephone number"),
        ("service", "name", Formula("=A1"), "holds a formula or a fault ('=A1')"),
        ("guidance", "time_limits", "6 weeks", "is not of the form what | length | law"),
        ("legal_form", "registration_fees_gbp", "65", "is not of the form 'name: number'"),
    ],
)
def test_what_would_need_a_guess_is_refused(kind: str, name: str, cell: Value, said: str) -> None:
    with pytest.raises(CellError, match=r".") as caught:
        convert(column(name, kind), cell)
    assert said in str(caught.value)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_what_is_written_is_read_back(kind: str) -> None:
    more: dict[str, Any] = {
        "also_asked": ["one; two", "three"],
        "source_urls": ["https://invented.example/a;b", "https://invented.example/c"],
    }
    if kind == "guidance":
        more["time_limits"] = [{"what": "a", "length": "b", "law": "c"}] * 2
    entry = SCHEMAS[kind].model_validate(entry_data(kind, **more))
    values = entry.model_dump()
    for item in columns_of(kind):
        cell = cell_of(item, values[item.name])
        if cell is not None:
            assert convert(item, cell).value == values[item.name], item.name
