"""The editors' pages: change, approve, assure, and what others say is wrong."""
