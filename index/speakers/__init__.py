"""Who says what, found by rules: ``attribution.speakers`` is the way in.

Nothing is imported here: a question needs the names' parts alone, and must not wait for the rest.
"""
