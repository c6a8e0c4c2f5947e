"""The closed room of what people say about how the police treated them: its states, its rights, its events and its notices."""
