"""Casetag: training."""
