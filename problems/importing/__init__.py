"""From a file of an agency's records to rows of incidents: open, read, understand, place, load. Pure but for the last."""
