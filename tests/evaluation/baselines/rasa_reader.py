"""Reads questions with a trained Rasa model; runs in the engine's environment.

Called as `rasa_reader.py MODEL QUESTIONS READ`: a model, a JSON list of questions, and the file for
the JSON list of what was made of each: `intent`, and `entry` for the best response.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from rasa.core.agent import load_agent


async def read_all(model: str, questions: list[str]) -> list[dict[str, Any]]:
    """Returns what the model makes of each question."""
    agent = await load_agent(model_path=model)
    found = []
    for question in questions:
        parsed = await agent.parse_message(question)
        selected = parsed.get("response_selector", {}).get("ask") or parsed.get(
            "response_selector", {}
        ).get("default", {})
        key = selected.get("response", {}).get("intent_response_key") or ""
        found.append(
            {
                "intent": str(parsed["intent"].get("name")).split("/")[0],
                "entry": key.partition("/")[2],
            }
        )
    return found


if __name__ == "__main__":
    model_path, questions_path, read_path = sys.argv[1:]
    asked = json.loads(Path(questions_path).read_text(encoding="utf-8"))
    Path(read_path).write_text(
        json.dumps(asyncio.run(read_all(model_path, asked))), encoding="utf-8"
    )
