"""The core of Casetag: a narrative in, redacted text, tags and countries out."""
