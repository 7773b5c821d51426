"""Keeping the directory right: who checked what, what to check next, and which links are broken."""
