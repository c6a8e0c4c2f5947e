"""Charts as plain facts: pure functions work out where lines and bars go, templates draw them with attributes and classes.

Every chart carries its finding as a title, a sentence with the main numbers, and the numbers themselves as a table.
Small numbers must be hidden before they come here (``None`` draws a gap, and says so).
"""

from __future__ import annotations

from policing.ui.charts.bars import Bar, BarChart
from policing.ui.charts.heat import HeatChart
from policing.ui.charts.line import Band, LineChart, Mark, Series

__all__ = ["Band", "Bar", "BarChart", "HeatChart", "LineChart", "Mark", "Series"]
