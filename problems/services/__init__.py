"""The commands on incidents: one function each, and the only way to change anything here."""
