"""A crowd and a steady stream of residents: `make bench-load`; see docs/load.md."""
