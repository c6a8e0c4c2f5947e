"""The commands of people, teams, roles, sessions and tokens: the one way to change any of them."""
