"""The pages of the closed room: the form for everybody, the way back by two codes, the reviewers' desk, and the thanks."""
