"""Components, forms, charts, maps, the style guide and the catalogues."""
