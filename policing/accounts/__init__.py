"""Accounts: people, teams, roles, sign-in and tokens."""
