"""Who may use which route: the one table. A new route needs a line here.

Everything here is about who is let in, not about what they find: a record that is not there may be
404, a form that is not filled in 422.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.accounts.roles import ADMINISTRATOR, ADVISER, EDITOR, ROLES, STAFF

DESK_TOKEN = "invented-desk-token"
CHATWOOT_SECRET = "invented-chatwoot-secret"
TELEGRAM_TOKEN = "1234567890:invented-token-of-no-telegram-bot"

ANYBODY = "anybody"
CONVERSATION = "the token of the conversation"
COOKIE = "the cookie of the chat: without it nothing is found or begun anew"
OTHER_DESK = "the token of the other desk"
SECRET = "a secret in the address or a header"
FORM = "anybody with a sign-in form of ours"

EVERYBODY_HERE = frozenset(ROLES)
"""Everybody with an account."""

_ADMINISTRATORS = frozenset({ADMINISTRATOR})
_ADVISERS = frozenset({ADVISER})
_EDITORS = frozenset({EDITOR})
_AID = frozenset({STAFF, ADVISER, EDITOR, ADMINISTRATOR})
_READERS = frozenset({EDITOR, ADMINISTRATOR})

Who = str | frozenset[str]

DOORS: list[tuple[Who, str]] = [
    (ANYBODY, """
        GET /
        GET /accessibility
        GET /api/list
        GET /api/openapi.json
        POST /api/conversations
        GET /chat
        POST /chat
        GET /chat/delete
        POST /chat/delete
        GET /chat/list
        GET /chat/open
        GET /chat/start-again
        POST /chat/start-again
        POST /chat/typing
        GET /deleted
        GET /directory
        GET /directory/
        GET /directory/organizations
        GET /directory/organizations/{id}
        GET /directory/service_at_locations
        GET /directory/service_at_locations/{id}
        GET /directory/services
        GET /directory/services/{id}
        GET /directory/taxonomies
        GET /directory/taxonomies/{id}
        GET /directory/taxonomy_terms
        GET /directory/taxonomy_terms/{id}
        GET /funds
        GET /funds/{name}
        GET /healthz
        GET /list
        GET /opportunities
        GET /opportunities/{name}
        GET /organisations
        GET /organisations/{name}
        GET /privacy
        GET /readyz
        GET /robots.txt
        GET /services
        GET /services/{name}
        GET /sign-in
        GET /sign-in/back
        GET /sign-in/council
        GET /signpost.js
        GET /signpost.js.map
        GET /signpost/texts/{language}.json
        GET /static
        GET /theme.css
        GET /wrong/{slug}
        POST /wrong/{slug}
    """),
    (COOKIE, """
        GET /chat/events
        POST /chat/helped
        GET /chat/transcript
        POST /chat/transcript
        GET /chat/transcript.txt
    """),
    (CONVERSATION, """
        DELETE /api/conversations/{conversation_id}
        GET /api/conversations/{conversation_id}/events
        GET /api/conversations/{conversation_id}/messages
        POST /api/conversations/{conversation_id}/messages
        POST /api/conversations/{conversation_id}/messages/{message_id}/helped
        POST /api/conversations/{conversation_id}/page
        GET /api/conversations/{conversation_id}/status
        GET /api/conversations/{conversation_id}/transcript
        POST /api/conversations/{conversation_id}/typing
    """),
    (OTHER_DESK, """
        GET /api/desk/conversations
        GET /api/desk/conversations/{conversation_id}
        POST /api/desk/conversations/{conversation_id}/claim
        POST /api/desk/conversations/{conversation_id}/close
        POST /api/desk/conversations/{conversation_id}/give-back
        POST /api/desk/conversations/{conversation_id}/messages
        POST /api/desk/conversations/{conversation_id}/typing
        POST /api/desk/presence
    """),
    (SECRET, """
        POST /api/desk/chatwoot/{secret}
        POST /telegram/webhook
    """),
    (FORM, "POST /sign-in"),
    (EVERYBODY_HERE, """
        GET /account
        POST /account/password
        POST /account/sign-out-everywhere
        POST /sign-out
    """),
    (_ADMINISTRATORS, """
        GET /accounts
        POST /accounts
        GET /accounts/events
        GET /accounts/switches
        POST /accounts/switches
        GET /accounts/{account_id:int}
        POST /accounts/{account_id:int}/active
        POST /accounts/{account_id:int}/password
        POST /accounts/{account_id:int}/roles
        POST /accounts/{account_id:int}/sessions
    """),
    (_ADVISERS, """
        GET /desk
        GET /desk/callbacks
        POST /desk/callbacks/{callback_id:int}/attempt
        GET /desk/chats/{conversation_id}
        GET /desk/chats/{conversation_id}/canned
        POST /desk/chats/{conversation_id}/claim
        POST /desk/chats/{conversation_id}/close
        GET /desk/chats/{conversation_id}/events
        POST /desk/chats/{conversation_id}/give-back
        POST /desk/chats/{conversation_id}/note
        POST /desk/chats/{conversation_id}/pass
        POST /desk/chats/{conversation_id}/reply
        POST /desk/chats/{conversation_id}/typing
        GET /desk/events
        GET /desk/find
        GET /desk/outbox
        POST /desk/presence
    """),
    (_AID, """
        GET /staff
        GET /staff/code/{slug}.svg
        GET /staff/found
        POST /staff/nothing
        GET /staff/pass-on
        POST /staff/pass-on
        GET /staff/passed-on
        GET /staff/passed-on/{callback_id:int}
        POST /staff/passed-on/{callback_id:int}
        GET /staff/outbox
        POST /staff/outbox/{message_id:int}
        GET /staff/practise
        GET /staff/practise/{number:int}
        GET /staff/sheet
        POST /staff/sheet
        POST /staff/sheet/send
        GET /staff/signposts
        POST /staff/signposts
        POST /staff/signposts/{signpost_id:int}
        GET /staff/wrong
        POST /staff/wrong
    """),
    (_EDITORS, """
        GET /edit
        GET /edit/assure
        GET /edit/changes
        POST /edit/changes/{change_id:int}
        GET /edit/changes/{change_id:int}/try
        POST /edit/ends/{end_id:int}
        GET /edit/import
        POST /edit/import
        GET /edit/import/template.xlsx
        GET /edit/import/{upload_id:int}
        POST /edit/import/{upload_id:int}
        GET /edit/missed
        POST /edit/missed/{message_id:int}
        GET /edit/missed/{message_id:int}/example
        POST /edit/missed/{message_id:int}/example
        GET /edit/missed/{message_id:int}/way
        POST /edit/missed/{message_id:int}/way
        GET /edit/new
        POST /edit/new
        GET /edit/records/{slug}
        POST /edit/records/{slug}
        POST /edit/records/{slug}/end
        POST /edit/records/{slug}/word
        GET /edit/suggestions
        POST /edit/suggestions/{suggestion_id:int}
        POST /edit/text-changes/{change_id:int}
        GET /edit/texts
        GET /edit/texts/{family}
        POST /edit/texts/{family}
        GET /edit/texts/{family}/{key}
        POST /edit/texts/{family}/{key}
    """),
    (_READERS, """
        GET /insight
        GET /insight/demo
        GET /insight/demo/{key}.csv
        GET /insight/demo/{key}.svg
        GET /insight/{key}.csv
        GET /insight/{key}.svg
    """),
]  # fmt: skip

_FILLED = {
    "conversation_id": "00000000-0000-4000-8000-000000000000",
    "slug": "office",
    "name": "office",
    "language": "en",
    "key": "answered",
    "secret": CHATWOOT_SECRET,
}


@dataclass(frozen=True)
class Door:
    """One route and who may use it."""

    method: str
    route: str
    who: Who

    @property
    def path(self) -> str:
        """The address with something in its places: a number is 9, a name is an invented one's."""
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: _FILLED.get(found[1], "9"), self.route)

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def doors() -> list[Door]:
    """Returns the table, a line a door."""
    found = []
    for who, lines in DOORS:
        for line in lines.strip().splitlines():
            method, route = line.split()
            found.append(Door(method, route, who))
    return found


def routes_of(app: Starlette) -> set[str]:
    """Returns every route of an application as the table names it."""
    found: set[str] = set()
    for route in app.routes:
        if isinstance(route, Mount):
            found.add(f"GET {route.path}")
            continue
        assert isinstance(route, Route), f"the table of doors knows no {type(route).__name__}"
        found |= {f"{method} {route.path}" for method in route.methods or () if method != "HEAD"}
    return found


def of_people() -> list[Door]:
    """Returns the doors of those who work here."""
    return [door for door in doors() if isinstance(door.who, frozenset)]
