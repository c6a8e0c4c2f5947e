"""Initiatives: watch groups, youth programmes, classes and crisis teams."""
