"""Runs the application: `python -m bot`. HOST and PORT say where."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from bot import metrics
from bot.app import create_app
from bot.conversations.schema import upgrade
from knowledge.errors import SignpostError, Unavailable
from knowledge.logs import prepare_logging
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
        prepare_logging(settings.log_level, settings.log_format)
        metrics.serve(settings.metrics_host, settings.metrics_port)
        with suppress(Unavailable):
            # The application goes on trying, and says meanwhile whom to call.
            upgrade(settings.database_url)
        app = create_app(settings)
    except (SettingError, SignpostError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"The figures cannot be served (METRICS_PORT): {error.strerror}.\n")
        return 1
    server = Server(configuration(app, settings))
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    raise SystemExit(main())
