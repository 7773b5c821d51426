"""E-mail, sent to a server of the test's own: notices, and a resident's own chat."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.bot.handoff.conftest import HOURS, Hall, MakeHall


class Postbox(threading.Thread):
    """As much of an SMTP server as a client needs that speaks in the clear on this machine."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.got: list[EmailMessage] = []

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as file:
                self._talk(file)

    def _talk(self, file: object) -> None:
        def say(line: bytes) -> None:
            file.write(line + b"\r\n")  # type: ignore[attr-defined]
            file.flush()  # type: ignore[attr-defined]

        say(b"220 here")
        for line in file:  # type: ignore[attr-defined]
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go on")
                lines = []
                for part in file:  # type: ignore[attr-defined]
                    if part == b".\r\n":
                        break
                    lines.append(part)
                found = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(found, EmailMessage)
                self.got.append(found)
            if word == b"QUIT":
                say(b"221 bye")
                return
            say(b"250 good")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.listener.close()


async def _hall(make_hall: MakeHall, box: Postbox) -> Hall:
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{box.port}", "MAIL_FROM": "desk@example.org"}
    made: Hall = await make_hall(mail, hours=HOURS, notify=["team@example.org"])
    return made


async def test_a_notice_reaches_the_team_and_tells_nothing(
    make_hall: MakeHall, postbox: Postbox
) -> None:
    hall = await _hall(make_hall, postbox)
    await hall.arrive()
    resident = await hall.queue()
    await hall.room.watch.sender.send_due()
    [found] = postbox.got
    assert (found["To"], found["From"]) == ("team@example.org", "desk@example.org")
    assert "/desk" in found.get_content()
    assert resident.id not in found.as_string()
    assert hall.bench.rows("SELECT state FROM handoff_outgoing") == [("sent",)]


async def test_a_chat_goes_to_its_owner_twice_at_most_and_is_forgotten(
    make_hall: MakeHall, postbox: Postbox
) -> None:
    hall = await _hall(make_hall, postbox)
    client = hall.bench.client
    await client.post("/chat", data={"text": "a roof"})
    wrong = await client.post("/chat/transcript", data={"email": "nonsense"})
    assert wrong.status_code == 422
    for _ in range(2):
        sent = await client.post("/chat/transcript", data={"email": "own@example.org"})
        assert sent.status_code == 303
    assert (
        await client.post("/chat/transcript", data={"email": "own@example.org"})
    ).status_code == 429
    await hall.room.watch.sender.send_due()
    assert "a roof" in postbox.got[0].get_content()
    assert hall.bench.rows("SELECT DISTINCT state, body, target FROM handoff_outgoing") == [
        ("sent", "", "")
    ]


async def test_no_mail_poses_as_one_from_its_own_reader(
    make_hall: MakeHall, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{postbox.port}"}
    hall: Hall = await make_hall(mail, hours=HOURS, notify=["team@example.org"])
    assert "MAIL_FROM is not" in caplog.text
    await hall.arrive()
    await hall.queue()
    assert hall.bench.rows("SELECT state FROM handoff_outgoing") == [("kept",)]
    # Written down while it was set up, and not any more.
    with sqlite3.connect(hall.bench.folder / "signpost.db") as database:
        database.execute("UPDATE handoff_outgoing SET state = 'waiting'")
    await hall.room.watch.sender.send_due()
    assert postbox.got == []
    assert "MAIL_FROM" in hall.bench.rows("SELECT error FROM handoff_outgoing")[0][0]
    page = await hall.bench.client.get("/chat/transcript")
    assert 'name="email"' not in page.text
