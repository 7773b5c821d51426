"""Telegram: the same assistant and the same people, in a private chat."""
