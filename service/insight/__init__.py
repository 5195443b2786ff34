"""Counts over cases, and how good the models are: what the page draws."""
