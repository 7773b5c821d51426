"""Benchmarks that anyone can run: `make bench-search`, `make bench-import`."""
