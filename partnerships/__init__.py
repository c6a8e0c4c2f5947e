"""Partnerships: organisations, boards, priorities and what was agreed."""
