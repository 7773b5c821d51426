"""Every state of the widget, each as the way to get there, for the tests and for whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.conversations import store
from bot.conversations.views import ConversationStatus, StateName
from knowledge.replies import Choice, Reply
from tests.bot.widget.hosting import RICH, Host

LONG = "https://example.org/" + "a" * 120
SEVERAL = Reply(
    "Money that may fit:\n1. A village hall fund\n2. A fund with a long name for paint and doors",
    [
        replace(RICH.cards[0], ref="a-village-hall-fund"),
        replace(
            RICH.cards[0],
            title="A fund with a long name for paint and doors",
            summary=f"Money for paint. See {LONG}",
            ref="a-fund-for-paint",
        ),
    ],
    [Choice("More: A village hall fund", "/more"), Choice("Talk to a person", "/talk_to_person")],
)
TASK = Reply(
    "Question 2 of 5. When could you help?\n\nYou can also type it, or say 'stop'.",
    choices=[
        Choice("On weekdays", "/weekdays"),
        Choice("In the evening", "/evenings"),
        Choice("At the weekend", "/weekend"),
        Choice("I do not mind", "/any"),
    ],
)
CONSENT = Reply(
    "An adviser can join this chat. They will see what was said here. Is that all right?",
    choices=[Choice("Yes, pass it on", "handoff:yes"), Choice("No, go on without", "handoff:no")],
)


def open_chat(page: Any) -> None:
    page.click("signpost-chat .launcher")
    page.wait_for_selector("#text")
    page.focus("#text")


def ask(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def answer_to(page: Any, text: str) -> Any:
    return page.wait_for_selector(f".from-assistant .words >> text=({text})")


def asked(host: Host, page: Any, reply: Reply = SEVERAL, text: str = "a roof") -> None:
    """Opens the chat and gets an answer."""
    open_chat(page)
    host.site.engine.replies = [reply]
    ask(page, text)
    answer_to(page, text)
    page.wait_for_selector(".waiting", state="detached")


def ticket(page: Any) -> str:
    """Returns the id of the page's conversation."""
    found: str = page.evaluate("JSON.parse(Object.values({...sessionStorage})[0]).id")
    return found


def say_as(host: Host, page: Any, reply: Reply, sender: str, name: str | None = None) -> None:
    """Writes into the conversation as somebody else."""
    conversations = host.site.app.state.conversations
    conversation_id = ticket(page)
    with conversations.transactions._database.session() as session:
        at = conversations.clock()
        store.add_reply(session, conversation_id, reply, at=at, sender=sender, name=name)
        session.commit()


def stand(host: Host, state: StateName, **values: Any) -> None:
    """Lets every conversation stand there, as the hand-off would tell it."""
    told = ConversationStatus.model_validate(
        {"state": state, "place": None, "adviser": None, "is_typing": False} | values
    )
    reception = host.site.app.state.conversations.reception
    object.__setattr__(reception, "status", lambda *_: told)


def _closed(_host: Host, page: Any) -> None:
    page.wait_for_selector("signpost-chat .launcher")


def _open(_host: Host, page: Any) -> None:
    open_chat(page)


def _waiting(host: Host, page: Any) -> None:
    open_chat(page)
    host.site.engine.delay_seconds = 2.5
    ask(page, "a roof")
    page.wait_for_selector(".state >> text=Looking")


def _answer(host: Host, page: Any) -> None:
    asked(host, page)


def _task(host: Host, page: Any) -> None:
    asked(host, page, TASK)


def _error(_host: Host, page: Any) -> None:
    open_chat(page)
    page.press("#text", "Enter")
    page.wait_for_selector("#wrong >> text=Please type a message first.")


def _failed(host: Host, page: Any) -> None:
    open_chat(page)
    host.site.engine.fails = True
    ask(page, "a roof")
    page.wait_for_selector(".from-assistant >> text=could not look that up")


def _offline(host: Host, page: Any) -> None:
    asked(host, page)
    page.context.set_offline(True)
    ask(page, "a hall")
    page.wait_for_selector(".state >> text=seem to be offline")


def _queue(host: Host, page: Any) -> None:
    stand(host, "waiting", place=2)
    asked(host, page)
    page.wait_for_selector(".state >> text=number 2 in the queue")


def _adviser(host: Host, page: Any) -> None:
    stand(host, "with_adviser", adviser="Asha", is_typing=True)
    asked(host, page)
    say_as(host, page, Reply("Asha has joined the chat."), "system")
    say_as(host, page, Reply("Hello, I can help with that roof."), "adviser", "Asha")
    page.wait_for_selector(".from-adviser >> text=help with that roof")
    page.wait_for_selector(".state >> text=Asha is typing")


def _consent(host: Host, page: Any) -> None:
    stand(host, "offered")
    asked(host, page)
    say_as(host, page, CONSENT, "system")
    page.wait_for_selector(".from-system >> text=Is that all right?")


def _ended(host: Host, page: Any) -> None:
    stand(host, "closed")
    asked(host, page)
    page.wait_for_selector("text=Start a new chat")


def _deleted(host: Host, page: Any) -> None:
    asked(host, page)
    page.click("text=Delete chat")
    page.click("button >> text=Delete my chat")
    page.wait_for_selector(".from-system >> text=Your chat is deleted.")


def _list(host: Host, page: Any) -> None:
    asked(host, page)
    for button in page.locator("button.keep").all():
        button.click()
    page.click("text=My list (2)")
    page.wait_for_selector("text=E-mail it to yourself")


def _removal(host: Host, page: Any) -> None:
    asked(host, page)
    page.click("text=Delete chat")
    page.wait_for_selector("text=It cannot be undone")


STATES: dict[str, Callable[[Host, Any], None]] = {
    "closed": _closed,
    "open": _open,
    "waiting": _waiting,
    "answer": _answer,
    "task": _task,
    "error": _error,
    "failed": _failed,
    "offline": _offline,
    "queue": _queue,
    "adviser": _adviser,
    "consent": _consent,
    "ended": _ended,
    "deleted": _deleted,
    "list": _list,
    "removal": _removal,
}
