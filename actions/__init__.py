"""What the assistant can do: Rasa custom actions, one file a topic.

An action reads slots, calls `knowledge` and utters. The action server imports this package to find
them.
"""

from __future__ import annotations

from actions import answering, conversation, doors, places, tasks

__all__ = ["answering", "conversation", "doors", "places", "tasks"]
