"""The front door: home, area pages, what is new, health, and the demo town."""
