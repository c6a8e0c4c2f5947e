"""The resident's way back to a report: in, the page, speaking, taking it back, keeping a copy, and everything of one's own."""
