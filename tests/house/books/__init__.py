"""One module a topic, each with its ``DOORS``: what everybody gets at each address of that topic."""
