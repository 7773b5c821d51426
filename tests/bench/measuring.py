"""Takes the measures of one directory, in a process of its own: `python -m tests.bench.measuring`.

A fresh process, because memory is measured; it writes what it found as JSON on its last line.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy import select

from knowledge.encoder import Encoder
from knowledge.loading import searched_texts
from knowledge.models import Place
from knowledge.search.candidates import highest
from knowledge.search.engine import Search
from knowledge.search.lexical import Lexicon
from knowledge.search.library import read_library
from knowledge.search.ranker import Ranker
from knowledge.search.words import stems
from knowledge.settings import Settings
from knowledge.vectors import store_vectors
from tests.bench.asking import MIXED, SHARES, Asked, content_questions, make_questions
from tests.bench.stores import opened, services_of, store_of

EACH_KIND = 60
_WARM_UP = 20
_LIMIT = 10
_MEGABYTE = 1024 * 1024
_THREADS = min(2, os.cpu_count() or 1)


def main(arguments: Sequence[str]) -> int:
    """Takes one measure of a directory of so many services."""
    what, count = arguments[0], int(arguments[1])
    settings = Settings.from_environment()
    measures = {"encode": _encode, "search": _search, "content": _content}
    found = measures[what](count, settings)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _encode(count: int, settings: Settings) -> dict[str, Any]:
    """Makes every vector that is missing; nothing is left to do in a second run."""
    encoder = Encoder(settings.encoder_folder)
    with opened(store_of(count)) as session:
        began, spent = time.perf_counter(), time.process_time()
        texts = searched_texts(session)
        made = store_vectors(session, encoder, texts, _tell)
        return {
            "texts": len(texts),
            "encoded": made,
            "took": time.perf_counter() - began if made else 0.0,
            "processor_seconds": time.process_time() - spent,
            "peak_mb": _peak_mb(),
        }


def _tell(line: str) -> None:
    sys.stderr.write(f"\r{line}   ")


def _search(count: int, settings: Settings) -> dict[str, Any]:
    encoder = Encoder(settings.encoder_folder, threads=_THREADS)
    before = _memory_mb()
    began, spent = time.perf_counter(), time.process_time()
    with opened(store_of(count)) as session:
        search = Search(read_library(session, encoder), Ranker.load(settings.ranker_file))
        seconds, processor = time.perf_counter() - began, time.process_time() - spent
        search.find("a first question, so that whatever is made once is made")
        memory = {"after_mb": _memory_mb(), "peak_mb": _peak_mb()}
        services = list(services_of(session, count))
    questions = make_questions(services, EACH_KIND)
    by_slug = {made.slug: made for made in services}
    return {
        "build_seconds": seconds,
        "build_processor_seconds": processor,
        "records": count,
        "before_mb": before,
        **memory,
        **_asked(search, questions, lambda asked, slug: asked.is_answered_by(by_slug[slug])),
    }


def _content(_count: int, settings: Settings) -> dict[str, Any]:
    """Asks what the content itself says that people ask, of all that a resident may be shown."""
    encoder = Encoder(settings.encoder_folder, threads=_THREADS)
    with opened(settings.database_url) as session:
        library = read_library(session, encoder)
        search = Search(library, Ranker.load(settings.ranker_file))
        places = session.scalars(select(Place.name).order_by(Place.slug)).all()
    questions = content_questions(list(library.documents), places, EACH_KIND)
    return {
        "records": len(library.documents),
        "after_mb": _memory_mb(),
        **_asked(search, questions, lambda _asked, _slug: True),
    }


def _asked(
    search: Search, questions: Sequence[Asked], is_right: Callable[[Asked, str], bool]
) -> dict[str, Any]:
    for asked in questions[:: max(1, len(questions) // _WARM_UP)]:
        search.find(asked.text + " ?", limit=_LIMIT)
    ours = _timed(questions, lambda text: [h.slug for h in search.find(text, limit=_LIMIT).hits])
    theirs = _timed(questions, _full_text(search))
    return {
        "ours": _by_kind(questions, ours, is_right),
        "full_text": _by_kind(questions, theirs, is_right),
    }


Timed = tuple[float, float, list[str]]


def _timed(questions: Sequence[Asked], find: Callable[[str], list[str]]) -> list[Timed]:
    """Asks everything once; returns milliseconds, those of the processor, and what was found."""
    found = []
    for asked in questions:
        began, spent = time.perf_counter(), time.process_time()
        slugs = find(asked.text)
        took, cost = time.perf_counter() - began, time.process_time() - spent
        found.append((1000 * took, 1000 * cost, slugs))
    return found


def _full_text(search: Search) -> Callable[[str], list[str]]:
    """The words alone, by the same BM25 over the same texts: no meaning, no places, no mending."""
    lexicon: Lexicon = search._index.lexicons["everything"]
    slugs = search.slugs

    def find(text: str) -> list[str]:
        scores = lexicon.scores(stems(text))
        best = highest(scores, np.flatnonzero(scores > 0), _LIMIT)
        best = best[np.argsort(-scores[best], kind="stable")]
        return [slugs[row] for row in best]

    return find


def _by_kind(
    questions: Sequence[Asked], timed: Sequence[Timed], is_right: Callable[[Asked, str], bool]
) -> dict[str, dict[str, float | None]]:
    own = list(zip(questions, timed, strict=True))
    table = {
        kind: _figures([one for one in own if one[0].kind == kind], is_right) for kind in SHARES
    }
    return {**table, MIXED: _figures(own, is_right)}


def _figures(
    own: Sequence[tuple[Asked, Timed]], is_right: Callable[[Asked, str], bool]
) -> dict[str, float | None]:
    took = np.array([one[:2] for _, one in own])
    shares = np.array([SHARES[asked.kind] for asked, _ in own])
    right = [
        (bool(slugs) and is_right(asked, slugs[0]), SHARES[asked.kind])
        for asked, (_, _, slugs) in own
        if asked.wanted is not None
    ]
    return {
        "median_ms": _at(0.5, took[:, 0], shares),
        "p95_ms": _at(0.95, took[:, 0], shares),
        "processor_p95_ms": _at(0.95, took[:, 1], shares),
        "first_is_right": sum(good * share for good, share in right)
        / sum(share for _, share in right)
        if right
        else None,
    }


def _at(share: float, values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Returns the value that so much of the weight lies at or below."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(reached, share)])


def _memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / _MEGABYTE


def _peak_mb() -> float:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024 if sys.platform != "darwin" else _MEGABYTE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
