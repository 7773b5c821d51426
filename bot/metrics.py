"""Figures for Prometheus: how much is asked, how it goes, what is up and what is off.

They hold counts and times and nothing of a person: no ids, addresses or words. They are served on a
port of their own (`METRICS_PORT`), never on the public one.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

REGISTRY = CollectorRegistry()

_AREAS = frozenset(
    [
        "accessibility",
        "account",
        "accounts",
        "api",
        "chat",
        "deleted",
        "desk",
        "directory",
        "edit",
        "funds",
        "healthz",
        "insight",
        "list",
        "opportunities",
        "organisations",
        "privacy",
        "readyz",
        "robots.txt",
        "services",
        "sign-in",
        "sign-out",
        "signpost",
        "signpost.js",
        "signpost.js.map",
        "staff",
        "static",
        "telegram",
        "theme.css",
        "wrong",
    ]
)

REQUESTS = Counter(
    "signpost_requests", "Requests, by area of the website, method and status.",
    ["area", "method", "status"], registry=REGISTRY,
)  # fmt: skip
REQUEST_SECONDS = Histogram(
    "signpost_request_seconds", "How long answers took; live updates are left out.", ["area"],
    registry=REGISTRY, buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 15),
)  # fmt: skip
ENGINE_SECONDS = Histogram(
    "signpost_engine_seconds", "How long the engine took for a message, answered or not.",
    ["outcome"], registry=REGISTRY, buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 15),
)  # fmt: skip
PART_UP = Gauge(
    "signpost_part_up", "Whether a part answered when it was last looked at.", ["part"],
    registry=REGISTRY,
)  # fmt: skip
CHANNEL_OFF = Gauge(
    "signpost_channel_off", "Whether a channel is switched off.", ["channel"], registry=REGISTRY
)

DELETING_HELD = Gauge(
    "signpost_deleting_held", "1: the clock leapt, so nothing old is deleted until a person looks.",
    registry=REGISTRY,
)  # fmt: skip

_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})


def area_of(path: str) -> str:
    """Returns the area of the website that a path lies in; few values, whoever asks what."""
    first = path.lstrip("/").split("/")[0]
    if not first:
        return "/"
    return f"/{first}" if first in _AREAS else "(other)"


def count_request(method: str, path: str, status: int, seconds: float) -> None:
    """Counts one request that has ended."""
    area = area_of(path)
    REQUESTS.labels(area, method if method in _METHODS else "(other)", str(status)).inc()
    if not path.endswith("/events"):
        REQUEST_SECONDS.labels(area).observe(seconds)


def serve(host: str, port: int) -> None:
    """Serves the figures from a thread of its own until the process ends; no port, no figures.

    Raises:
        OSError: When the port cannot be had.
    """
    if port:
        start_http_server(port, host, registry=REGISTRY)
