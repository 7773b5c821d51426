"""Lists that people keep: read from CSV and Excel, checked cell by cell, and written safely."""
