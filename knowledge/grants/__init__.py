"""Grants that were made, in the 360Giving standard: brought in, asked about, and given out."""
