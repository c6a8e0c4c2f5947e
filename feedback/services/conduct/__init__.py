"""The commands of the closed room: what a person sends and says, and what a reviewer does."""
