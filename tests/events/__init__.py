"""Tests of the record of what happened, its seals and the outbox."""
