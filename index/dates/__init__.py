"""Dates with their provenance: when a release was issued, and when what it tells happened."""

from index.dates.events import event_dates, main_event
from index.dates.release import disagree, release_dates

__all__ = ["disagree", "event_dates", "main_event", "release_dates"]
