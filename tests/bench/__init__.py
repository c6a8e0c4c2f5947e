"""What the pages and routes cost, as ratios to a baseline measured in the same run: ``make bench``."""
