"""Finders of the details that `models.identifying_combinations` puts together."""
