"""What is kept: redacted cases, keys, audit. Encrypted text; no name, no raw narrative."""
