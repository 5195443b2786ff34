"""Casetag: models."""
