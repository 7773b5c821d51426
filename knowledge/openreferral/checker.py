"""Checks a feed of Open Referral UK 3.0 as its official validator does, without it.

    python -m knowledge.openreferral.checker SCHEMAS ADDRESS

Level 1 (the root, services) fails the feed; Level 2 (everything else) warns. Lists are asked for
their first, middle and last page, details for some of the ids that the lists name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import httpx

from knowledge.errors import SignpostError
from knowledge.openreferral.schemas import Schemas

Level = Literal["fail", "warn", "note"]
Get = Callable[[str, Mapping[str, str]], tuple[int, Any]]
"""Asks for a path below the feed's address: status, and the JSON or None where it is none."""

_TIMEOUT_SECONDS = 30


class Endpoint(NamedTuple):
    """One list of the standard with its details.

    Attributes:
        path: Where the list is; a detail is at `path/{id}`.
        item: The name of the schema of a detail; a list's is the same with `_list`.
        level: What a fault there does to the feed.
        paging: What a wrong page does to it.
    """

    path: str
    item: str
    level: Level
    paging: Level


ENDPOINTS = (
    Endpoint("/services", "service", "fail", "fail"),
    # Newer than the levels: the official example of a good feed has wrong pages here itself.
    Endpoint("/organizations", "organization", "warn", "note"),
    Endpoint("/service_at_locations", "service_at_location", "warn", "warn"),
    Endpoint("/taxonomies", "taxonomy", "warn", "warn"),
    Endpoint("/taxonomy_terms", "taxonomy_term", "warn", "warn"),
)


class Problem(NamedTuple):
    """One fault: how grave, at which path, and what."""

    level: Level
    path: str
    message: str


@dataclass
class FeedReport:
    """What was found.

    Attributes:
        problems: Every fault, in the order of asking.
        checked: How many answers were looked at.
    """

    problems: list[Problem] = field(default_factory=list)
    checked: int = 0

    @property
    def verdict(self) -> Literal["pass", "warn", "fail"]:
        """`fail` for a fault of Level 1, `warn` for one of Level 2, else `pass`."""
        levels = {problem.level for problem in self.problems}
        return "fail" if "fail" in levels else "warn" if "warn" in levels else "pass"


def check_feed(
    get: Get, schemas: Schemas, *, page_size: int = 50, details: int = 10, whole: bool = False
) -> FeedReport:
    """Looks at a whole feed.

    Args:
        get: Asks the feed.
        schemas: The official ones.
        page_size: How many items a page is asked for.
        details: How many items of each list are asked for by id, spread over the pages seen.
        whole: Whether every page and every item is asked for instead.
    """
    report = FeedReport()
    _look(report, get, schemas, "/", "api_details", "fail")
    for endpoint in ENDPOINTS:
        ids = _check_list(report, get, schemas, endpoint, page_size, whole)
        step = max(1, len(ids) // details) if details else 1
        for name in ids if whole else ids[::step][:details]:
            _look(report, get, schemas, f"{endpoint.path}/{name}", endpoint.item, endpoint.level)
    return report


def _look(
    report: FeedReport, get: Get, schemas: Schemas, path: str, schema: str, level: Level
) -> Any:
    """Asks for one answer, notes its faults, and returns its data, None where there are none."""
    status, data = get(path, {})
    report.checked += 1
    if status != 200 or data is None:
        report.problems.append(Problem(level, path, _no_answer(status)))
        return None
    for message in schemas.problems(schema, data):
        report.problems.append(Problem(level, path, message))
    report.problems += [Problem("warn", path, message) for message in empty_values(data)]
    if schema == "service" and not isinstance(data.get("organization"), dict):
        report.problems.append(Problem("warn", path, "organization: is not there"))
    return data


def _no_answer(status: int) -> str:
    return "answers, but not with JSON" if status == 200 else f"answers {status}"


def _check_list(
    report: FeedReport, get: Get, schemas: Schemas, endpoint: Endpoint, size: int, whole: bool
) -> list[str]:
    """Looks at the first, middle and last page, or all; returns the ids that they name."""
    first = _page(report, get, schemas, endpoint, 1, size, None)
    if first is None:
        return []
    pages = [first]
    last = first.get("total_pages")
    if isinstance(last, int) and last > 1:
        some = sorted({(last + 1) // 2, last} - {1})
        for number in range(2, last + 1) if whole else some:
            page = _page(report, get, schemas, endpoint, number, size, first.get("total_items"))
            pages += [page] if page is not None else []
    ids = [item.get("id") for page in pages for item in page.get("contents") or []]
    if not ids:
        report.problems.append(Problem("warn", endpoint.path, "is empty, so no detail was seen"))
    return list(dict.fromkeys(name for name in ids if name))


def _page(
    report: FeedReport,
    get: Get,
    schemas: Schemas,
    endpoint: Endpoint,
    number: int,
    size: int,
    total: Any,
) -> dict[str, Any] | None:
    """Asks for one page and notes its faults; returns it, or None where there is none."""
    status, data = get(endpoint.path, {"page": str(number), "per_page": str(size)})
    report.checked += 1
    path = f"{endpoint.path}?page={number}"
    if status != 200 or not isinstance(data, dict):
        report.problems.append(Problem(endpoint.level, path, _no_answer(status)))
        return None
    for fault in schemas.problems(f"{endpoint.item}_list", data):
        report.problems.append(Problem(endpoint.level, path, fault))
    for fault in _page_faults(data, number, size, total):
        report.problems.append(Problem(endpoint.paging, path, fault))
    return data


def _page_faults(data: Mapping[str, Any], number: int, size: int, total: Any) -> Iterator[str]:
    contents = data.get("contents")
    if not isinstance(contents, list):
        yield "contents: is not a list"
        return
    pages = data.get("total_pages")
    wanted = {
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number == pages or not pages,
        "empty": not contents,
    }
    if total is not None:
        wanted["total_items"] = total
    for key, value in wanted.items():
        if data.get(key) != value:
            yield f"{key}: is {data.get(key)!r} and should be {value!r}"
    if len(contents) > size:
        yield f"contents: has {len(contents)} items where {size} were asked for"


def empty_values(data: Any, place: str = "") -> Iterator[str]:
    """Yields every value that should have been left out: null, empty text, list or object."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        where = f"{place}/{key}".lstrip("/")
        if value is None or value in ("", [], {}):
            yield f"{where}: has no value and should be left out"
        elif isinstance(value, (dict, list)):
            yield from empty_values(value, where)


def getter(client: httpx.Client, address: str) -> Get:
    """Returns what asks a feed over the network."""

    def get(path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        answer = client.get(address.rstrip("/") + path, params=dict(query))
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, None

    return get


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks the feed at an address; returns 0 for a pass, also with warnings, else 1."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.openreferral.checker")
    parser.add_argument("schemas", help="the folder of the official schemas (service.json ...)")
    parser.add_argument("address", help="the feed's base address")
    parser.add_argument("--details", type=int, default=10, help="items of each list to look at")
    chosen = parser.parse_args(arguments)
    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=True) as client:
            get = getter(client, chosen.address)
            report = check_feed(get, Schemas(chosen.schemas), details=chosen.details)
    except (SignpostError, httpx.HTTPError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for problem in report.problems:
        sys.stdout.write(f"{problem.level}: {problem.path}: {problem.message}\n")
    sys.stdout.write(f"{report.verdict}: {report.checked} answers looked at\n")
    return 1 if report.verdict == "fail" else 0


if __name__ == "__main__":
    raise SystemExit(main())
