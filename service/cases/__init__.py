"""Stored cases: submitted, listed, reviewed, exported, erased; and who is told of it."""
