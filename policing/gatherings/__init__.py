"""Gatherings: forums, meetings and sessions, with their reminders."""
