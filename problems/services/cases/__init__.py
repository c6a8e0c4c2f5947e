"""Commands on cases, one module a topic. Lock order: cases by id, then reports by id, then parts."""
