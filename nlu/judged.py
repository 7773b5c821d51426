"""Says how the classifier names its own examples when it has not seen them.

`python -m nlu.judged FILE`, in the engine's environment and from the project's root, writes JSON:
a list of `{"text", "group", "groups"}`: whose it is, and the shares that `SignpostClassifier`
gives. From it `python -m knowledge.triage_training` learns whose a message is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import yaml
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT

from knowledge.encoder import Encoder
from nlu.components.sentence_featurizer import encoder_folder
from nlu.learning.calibration import judge, temperature_of
from nlu.learning.groups import group_of, group_shares
from nlu.learning.softmax import log_softmax

_PARTS = 4


def judged_examples(root: Path) -> list[dict[str, object]]:
    """Returns every training example with the groups it was given unseen."""
    config = root / "config.yml"
    importer = TrainingDataImporter.load_from_config(
        str(config), str(root / "domain.yml"), [str(root / "nlu" / "data")]
    )
    examples = [one for one in importer.get_nlu_data().intent_examples if one.get(TEXT)]
    texts = [str(one.get(TEXT)) for one in examples]
    intents = [str(one.get(INTENT)) for one in examples]
    encoder = Encoder(encoder_folder({"encoder_folder": None}))
    vectors = np.concatenate([encoder.encode([text]) for text in texts])
    judged = judge(texts, vectors, intents, parts=_PARTS)
    shares = np.exp(log_softmax(judged.scores / temperature_of(judged)))
    searched = _searched(config)
    return [
        {
            "text": text,
            "group": group_of(intent, searched),
            "groups": group_shares(judged.intents, row, searched),
        }
        for text, intent, row in zip(texts, intents, shares, strict=True)
    ]


def _searched(config: Path) -> frozenset[str]:
    for component in yaml.safe_load(config.read_text("utf-8"))["pipeline"]:
        if "searched" in component:
            return frozenset(component["searched"])
    return frozenset()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(judged_examples(Path())), "utf-8")
