"""Everything out in one command, in the formats of others, and back in to the same database."""
