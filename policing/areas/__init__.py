"""Areas: the Agency, its tree of areas with boundaries, and the gazetteer."""
