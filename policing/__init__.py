"""Commonbeat: the project, and the core that every app stands on."""
