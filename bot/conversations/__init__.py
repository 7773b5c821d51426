"""Conversations: what is kept of them, and how one message becomes an answer."""
