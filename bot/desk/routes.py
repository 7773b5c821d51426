"""Every route of the desk."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bot.desk.acts import ROUTES as ACTS
from bot.desk.events import ROUTES as EVENTS
from bot.desk.interface import ROUTES as INTERFACE
from bot.desk.pages import ROUTES as PAGES

ROUTES: list[BaseRoute] = [*PAGES, *ACTS, *EVENTS, *INTERFACE]
