"""Casetag: service."""
