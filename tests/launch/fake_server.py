"""A small web server for the launcher's tests only: it can hang, die and have children.

What it does is told by files in the folder it is given, so that a test can change its mind while
the server runs: `hang` makes it stop answering, `busy` makes it work without an end, `die` makes it
end at its start, `unready` makes `/ready` answer 503. It writes its process id, and its child's, to
`pids`.
"""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
WITH_CHILD = "child" in sys.argv
STUBBORN = "stubborn" in sys.argv


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        while (FOLDER / "hang").exists():
            time.sleep(0.05)
        while (FOLDER / "busy").exists():
            pass
        unready = self.path == "/ready" and (FOLDER / "unready").exists()
        self.send_response(503 if unready else 200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def main() -> None:
    print("started", flush=True)
    if (FOLDER / "die").exists():
        sys.exit("told to die")
    if STUBBORN:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pids = [os.getpid()]
    if WITH_CHILD:
        pids.append(subprocess.Popen(["sleep", "600"]).pid)
    with (FOLDER / "pids").open("a") as file:
        file.write("".join(f"{pid}\n" for pid in pids))
    http.server.HTTPServer(("127.0.0.1", PORT), Handler).serve_forever()


main()
