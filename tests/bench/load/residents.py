"""The residents, for locust: they come whether or not the ones before were answered.

Run by `tests.bench.load` as `locust -f residents.py`; LOAD_PLAN names a file that says what they
type, how many come and when, and where to write what was seen.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

from locust import HttpUser, LoadTestShape, between, events, task

PLAN: dict[str, Any] = json.loads(Path(os.environ["LOAD_PLAN"]).read_text("utf-8"))
SEEN: dict[str, Any] = {"turns": [], "busy": 0, "errors": {}, "others": {}}
_TRY_AGAIN = PLAN["try_again"]


class Crowd(LoadTestShape):
    """So many residents at each time, straight from one step of the plan to the next."""

    def tick(self) -> tuple[int, float] | None:
        """Returns how many there are now, and how many may come in a second; None at the end."""
        at = float(self.get_run_time())  # type: ignore[no-untyped-call]
        before, count = 0.0, 0
        for seconds, wanted in PLAN["steps"]:
            if at < before + seconds:
                now = count + (wanted - count) * (at - before) / seconds
                return max(1, round(now)), 20.0
            before, count = before + seconds, wanted
        return None


class Resident(HttpUser):
    """One resident: mostly asks, sometimes looks at the directory or wants a person."""

    wait_time = between(PLAN["pause_seconds"] / 2, PLAN["pause_seconds"] * 1.5)

    def on_start(self) -> None:
        """Opens a conversation."""
        self.who = uuid.uuid4().hex
        self.chance = random.Random(self.who)
        self.path, self.person = "", ""
        self.headers: dict[str, str] = {}
        self._open()

    def _open(self) -> None:
        answer = self._request("open", "POST", "/api/conversations", json={})
        if answer is None:
            return
        opened = answer.json()
        self.path = f"/api/conversations/{opened['id']}/messages"
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.person = opened["messages"][0]["choices"][-1]["id"]

    @task(16)
    def ask(self) -> None:
        """Types a question and, when it is busy, the same again when it was told to."""
        body = {"text": self.chance.choice(PLAN["asks"]), "client_id": uuid.uuid4().hex}
        began = time.perf_counter()
        while self.path:
            answer = self._request("turn", "POST", self.path, json=body, headers=self.headers)
            if answer is None:
                return
            if answer.status_code == 503:
                SEEN["busy"] += 1
                time.sleep(float(answer.headers["Retry-After"]))
                began = time.perf_counter()
                continue
            replies = [one for one in answer.json()["messages"] if one["from"] != "resident"]
            labels = {choice["label"] for one in replies for choice in one["choices"]}
            if not replies or _TRY_AGAIN in labels:
                _wrong("turn: an apology in place of an answer")
            else:
                SEEN["turns"].append((self.who, time.perf_counter() - began))
            return

    @task(1)
    def want_person(self) -> None:
        """Asks for a person; whether one can come is answered without the engine."""
        if self.path:
            body = {"choice": self.person, "client_id": uuid.uuid4().hex}
            self._request("hand-off", "POST", self.path, json=body, headers=self.headers)

    @task(3)
    def look_up(self) -> None:
        """Reads a page of the directory."""
        page = self.chance.randint(1, 3)
        self._request("directory", "GET", f"/directory/services?page={page}&per_page=20")

    def _request(self, name: str, method: str, path: str, **options: Any) -> Any:
        """Returns the answer, or None for one that is an error; being told that it is busy is not.

        A refusal must say a sentence and when to come back.
        """
        began = time.perf_counter()
        with self.client.request(
            method, path, name=name, catch_response=True, timeout=30, **options
        ) as answer:
            if answer.status_code in {200, 201}:
                answer.success()
                if name != "turn":
                    SEEN["others"].setdefault(name, []).append(time.perf_counter() - began)
                return answer
            is_told = "Retry-After" in answer.headers and bool(_sentence(answer))
            if name == "turn" and answer.status_code == 503 and is_told:
                answer.success()
                return answer
            answer.failure(f"status {answer.status_code}")
        _wrong(f"{name}: status {answer.status_code}")
        return None


def _sentence(answer: Any) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError):
        return ""


def _wrong(what: str) -> None:
    SEEN["errors"][what] = SEEN["errors"].get(what, 0) + 1


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def _write(**_: Any) -> None:
    Path(PLAN["seen"]).write_text(json.dumps(SEEN), "utf-8")
