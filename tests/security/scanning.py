"""Two looks of `make check` at the code itself.

`python -m tests.security.scanning weak-spots`: bandit; each finding is mended, or explained at its
line with `# nosec`. `… secrets`: detect-secrets; what looks like one and is none stands with its
reason in `not-secrets.yml`, as a hash.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[2]
KNOWN = Path(__file__).with_name("not-secrets.yml")
ROOMS = ("bot", "knowledge", "actions", "nlu", "launch")

# What holds words for people, training lines, hashes of packages, and pictures.
_PASSED_OVER = re.compile(
    r"^knowledge/(?:content|words)/|^nlu/data/|^tests/evaluation/|^requirements/.*\.txt$"
    r"|package-lock\.json$|\.(?:png|svg|map|ico|woff2?|npz|xlsx|pdf)$|^bot/pages/static/signpost\.js"
    r"|^tests/security/(?:not-secrets\.yml|test_scanning\.py)$"
)
_KINDS = (
    *("Artifactory", "AWSKey", "AzureStorageKey", "BasicAuth", "GitHubToken", "GitLabToken"),
    *("JwtToken", "Keyword", "Npm", "PrivateKey", "PypiToken", "Slack", "Stripe"),
    "TelegramBotToken",
)
_SETTINGS: dict[str, Any] = {
    "plugins_used": [
        *({"name": f"{kind}Detector"} for kind in _KINDS),
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "HexHighEntropyString", "limit": 3.0},
    ],
    "filters_used": [
        {"path": f"detect_secrets.filters.heuristic.{name}"}
        for name in (
            *("is_potential_uuid", "is_likely_id_string", "is_templated_secret"),
            *("is_sequential_string", "is_indirect_reference", "is_not_alphanumeric_string"),
        )
    ],
}  # fmt: skip


def files() -> list[str]:
    """Returns the files of the tree that are looked at, by their path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = listed.stdout.splitlines()
    return [path for path in found if not _PASSED_OVER.search(path) and (ROOT / path).is_file()]


def look_for_secrets(paths: list[str], root: Path = ROOT) -> list[PotentialSecret]:
    """Returns what looks like a secret in some files."""
    with transient_settings(_SETTINGS):
        return [found for path in paths for found in scan_file(str(root / path))]


def known() -> set[tuple[str, str]]:
    """Returns the file and hash of what looks like a secret and is none."""
    entries = yaml.safe_load(KNOWN.read_text("utf-8"))
    return {(entry["file"], entry["hash"]) for entry in entries}


def _secrets() -> int:
    allowed = known()
    found = [
        secret
        for secret in look_for_secrets(files())
        if (_shown(secret.filename), secret.secret_hash) not in allowed
    ]
    for secret in found:
        print(
            f"{_shown(secret.filename)}:{secret.line_number}: {secret.type} (hash"
            f" {secret.secret_hash}). A secret belongs into the environment; if it is none, say why"
            f" in {KNOWN.relative_to(ROOT)}."
        )
    return 1 if found else 0


def _shown(filename: str) -> str:
    return str(Path(filename).relative_to(ROOT))


def _weak_spots() -> int:
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "custom",
         "--msg-template", "{relpath}:{line}: {test_id} {msg}", "-r", *ROOMS],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    sys.stdout.write(done.stdout)
    if done.returncode and not done.stdout:
        sys.stderr.write(done.stderr)
    return done.returncode


def main(arguments: list[str]) -> int:
    """Looks once; returns 0 when nothing is found."""
    looks = {"secrets": _secrets, "weak-spots": _weak_spots}
    return looks[arguments[0]]()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
