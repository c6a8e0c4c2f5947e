"""How everything looks and reads: components, forms, charts, maps, navigation, and the registries that higher apps fill."""
