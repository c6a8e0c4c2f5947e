"""Ways in which messages leave the house, one module each, behind one small interface (``base``)."""
