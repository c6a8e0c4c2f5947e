"""Tests of notices and of the messages that leave the house."""
