"""Other redactors, run beside Casetag's on the same narratives by `make bench-peers`."""
