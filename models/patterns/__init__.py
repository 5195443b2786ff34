"""Finders of identifiers that have a shape or a word beside them: one module per kind.

Words and shapes are in models/resources/; the modules only know how to apply them.
"""
