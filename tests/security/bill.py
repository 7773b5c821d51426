"""`make sbom`: a bill of materials in CycloneDX for each set of pinned packages.

Made from the requirement files alone, hashes and all: it needs no network, names no registry, and
is the same on every machine for the same files.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "sbom"
SETS = ("application", "engine", "build", "uv")
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(text: str) -> list[tuple[str, str, list[str]]]:
    """Returns name, version and SHA-256 hashes of each pinned package, in the order of the file."""
    starts = list(_PINNED.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return [
        (match["name"], match["version"], _HASH.findall(text[match.start() : end]))
        for match, end in zip(starts, ends, strict=True)
    ]


def bill_of(name: str) -> str:
    """Returns the bill of one set of packages, as CycloneDX 1.6 in JSON."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"signpost:{name}:{text}"))
    whole = Component(
        name=f"signpost-{name}", type=ComponentType.APPLICATION, bom_ref=f"signpost-{name}"
    )
    bom.metadata.component = whole
    for package, version, hashes in pinned(text):
        address = PackageURL(type="pypi", name=package, version=version)
        bom.components.add(
            Component(
                name=package,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=str(address),
                purl=address,
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
            )
        )
    bom.register_dependency(whole, bom.components)
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    # When it was made says nothing; what it was made from does.
    made["metadata"].pop("timestamp", None)
    made["metadata"].pop("tools", None)
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Writes every bill."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SETS:
        file = FOLDER / f"{name}.cdx.json"
        file.write_text(bill_of(name), "utf-8")
        print(file.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
