"""Notifications: the inbox of each person, and the mail that leaves the house."""
