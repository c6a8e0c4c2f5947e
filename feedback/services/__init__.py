"""The commands on reports: one function each, and the only way to change anything here."""
