"""People's ways through the site, in a real browser, on the site as it is served."""
