"""What a website asks programs to leave alone, read once for each site of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from knowledge.errors import SignpostError
from knowledge.web import PublicWeb

NAME = "Signpost"
"""The name under which a site can address us in its rules."""

LONGEST_DELAY_SECONDS = 30.0
_MOST_BYTES = 500_000


@dataclass
class Rules:
    """The rules of the sites that were asked.

    Attributes:
        web: Fetches them.
        known: The rules of each site; None for one whose rules cannot be read.
    """

    web: PublicWeb
    known: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def may_ask(self, url: str) -> bool | None:
        """Says whether the site lets programs read an address; None when it cannot tell now."""
        rules = self._of(url)
        return None if rules is None else rules.can_fetch(NAME, url)

    def delay_seconds(self, url: str) -> float:
        """Returns how long the site asks to wait between two requests, at most 30; 0 for none."""
        rules = self._of(url)
        asked = rules.crawl_delay(NAME) if rules else None
        return min(float(asked or 0), LONGEST_DELAY_SECONDS)

    def _of(self, url: str) -> RobotFileParser | None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.known:
            self.known[site] = self._read(site)
        return self.known[site]

    def _read(self, site: str) -> RobotFileParser | None:
        rules = RobotFileParser()
        try:
            answer = self.web.get(f"{site}/robots.txt", most_bytes=_MOST_BYTES, is_part_enough=True)
        except SignpostError:
            # The page itself will say what is wrong with the site.
            rules.parse([])
            return rules
        if answer.status >= 500:
            return None
        is_there = answer.status < 300
        rules.parse(answer.body.decode("utf-8", "replace").splitlines() if is_there else [])
        return rules
