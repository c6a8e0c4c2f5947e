"""Events: the append-only record of what happened, its seals, and the outbox that carries it on."""
