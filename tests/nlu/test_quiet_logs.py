"""What a resident wrote does not stand in the engine's log."""

from __future__ import annotations

import io

import structlog

from nlu.quiet_logs import keep_words_out


def test_a_line_keeps_its_event_and_loses_the_words() -> None:
    before = structlog.get_config()
    out = io.StringIO()
    try:
        structlog.configure(
            processors=[structlog.processors.JSONRenderer()],
            logger_factory=structlog.PrintLoggerFactory(out),
            cache_logger_on_first_use=False,
        )
        keep_words_out()
        keep_words_out()
        log = structlog.get_logger()
        log.error("rest.message.received.timeout", text="invented words", event_info="Fixed.")
        try:
            raise ValueError("invented words")
        except ValueError:
            log.exception("rest.message.received.failure", text="invented words")
    finally:
        structlog.configure(**before)
    said = out.getvalue()
    assert "rest.message.received.timeout" in said
    assert "Fixed." in said
    assert '"error": "ValueError"' in said
    assert "invented words" not in said
