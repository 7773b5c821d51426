"""Learns the weights of `knowledge.triage` from the training examples of the engine.

`python -m knowledge.triage_training FILE`, where FILE comes from `python -m nlu.judged`. Examples
that are themselves ways of asking in the content are left out: the search knows them by heart, and
the weights must hold for what it has not seen. A multinomial logistic regression; the share of
examples named right is taken on fifths that it had not seen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from knowledge.content_files import load_content
from knowledge.directory import Directory
from knowledge.search.engine import Search
from knowledge.settings import Settings
from knowledge.triage import GROUPS, WEIGHTS, reasons_of

_LOOKED_AT = 2
_PARTS = 5
_CONTENT = Path(__file__).parent / "content"
_HEAD = """\
# How `knowledge.triage` weighs its reasons: for each group the bias and then one weight a reason.
# Written by `python -m knowledge.triage_training`; not to be changed by hand.
"""


def learn(
    search: Search, examples: Sequence[Mapping[str, Any]], known: Collection[str]
) -> dict[str, Any]:
    """Returns the weights, how many examples they come from, and the share named right unseen.

    Args:
        search: The search over the content.
        examples: What `nlu.judged` wrote.
        known: Texts that the search knows by heart, in small letters.
    """
    used = [one for one in examples if one["group"] in GROUPS and one["text"].lower() not in known]
    reasons = np.array(
        [
            reasons_of(one["text"], one["groups"], search.find(one["text"], limit=_LOOKED_AT).hits)
            for one in used
        ]
    )
    right = np.array([GROUPS.index(one["group"]) for one in used])
    mean, spread = reasons.mean(axis=0), reasons.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=3000)
    unseen = cross_val_predict(model, (reasons - mean) / spread, right, cv=_PARTS)
    model.fit((reasons - mean) / spread, right)
    weights = model.coef_ / spread
    biases = model.intercept_ - weights @ mean
    return {
        "examples": len(used),
        "named_right_unseen": round(float((unseen == right).mean()), 3),
        "weights": {
            name: [round(float(value), 4) for value in (biases[row], *weights[row])]
            for row, name in enumerate(GROUPS)
        },
    }


def _main(source: Path) -> None:
    examples = json.loads(source.read_text("utf-8"))
    entries = load_content(_CONTENT).entries
    known = {text.lower() for entry in entries for text in entry.also_asked or []}
    learned = learn(Directory(Settings.from_environment()).search(), examples, known)
    lines = [_HEAD, f"examples: {learned['examples']}\n"]
    lines.append(f"named_right_unseen: {learned['named_right_unseen']}\nweights:\n")
    lines += [f"  {name}: {values}\n" for name, values in learned["weights"].items()]
    WEIGHTS.write_text("".join(lines), "utf-8")
    sys.stdout.write(f"{learned['named_right_unseen']:.1%} of {learned['examples']} right\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
