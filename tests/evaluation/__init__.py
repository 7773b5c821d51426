"""Plays questions and dialogues of real people to a running Signpost and judges the answers."""
