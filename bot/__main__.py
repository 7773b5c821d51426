"""Runs the application: `python -m bot`. HOST and PORT say where."""

from __future__ import annotations

import logging
import socket
import sys
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from bot.app import create_app
from bot.conversations.schema import upgrade
from knowledge.errors import SignpostError, Unavailable
from knowledge.settings import SettingError, Settings

_STOP_SECONDS = 12


class Server(uvicorn.Server):
    """A server that ends its streams before it waits for what is still open."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then stops as usual."""
        app = self.config.app
        if isinstance(app, Starlette):
            app.state.bell.close()
        await super().shutdown(sockets)


def configuration(app: Starlette, settings: Settings) -> uvicorn.Config:
    """Returns how the application is served.

    Where a caller is comes from the connection, and from a proxy's header only when the proxy is
    one that the settings name.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def main() -> int:
    """Serves until it is told to stop; returns 1 when it cannot begin."""
    try:
        settings = Settings.from_environment()
        _prepare_logging(settings.log_level)
        with suppress(Unavailable):
            # The application goes on trying, and says meanwhile whom to call.
            upgrade(settings.database_url)
        app = create_app(settings)
    except (SettingError, SignpostError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server = Server(configuration(app, settings))
    server.run()
    return 0 if server.started else 1


def _prepare_logging(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # These would write addresses with ids in them for every request.
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


if __name__ == "__main__":
    raise SystemExit(main())
