"""Feedback: residents report, officers answer, and the result goes back."""
