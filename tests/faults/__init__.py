"""What happens when parts fail: `make test-faults`. Not part of `make test`; see docs/faults.md."""
