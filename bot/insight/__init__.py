"""What the council learns: counts by subject, place, channel and week; no text and no person."""
