"""Tests on the real database, one folder per app."""
