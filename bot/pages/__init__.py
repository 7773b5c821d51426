"""The pages: a chat that works without a script and better with one, and the notices it needs."""
