"""Dates with their provenance: ``release.release_dates``, when a release was issued; ``events.event_dates``, when what
it tells happened.

Nothing is imported here: a question needs the words of dates alone, and must not wait for the rest.
"""
