"""Reviewed cases in files that other programs read: each format is written and read back whole."""
