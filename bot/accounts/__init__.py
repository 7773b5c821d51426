"""Who works here: accounts with roles, signing in, and the record of who did what.

A page or a room of its own asks `bot.accounts.access` who is there and what they may do.
"""
