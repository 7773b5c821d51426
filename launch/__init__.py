"""The launcher: sets Signpost up on one machine, starts its processes and keeps them up.

It runs before anything is installed, so it uses the standard library alone, and it knows the other
rooms only by the commands that start them.
"""
