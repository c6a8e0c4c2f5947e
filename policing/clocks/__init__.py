"""Clocks: what is due to whom by when, in working days."""
