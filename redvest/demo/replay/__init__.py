"""A whole year of a district, gone through by the same services as everybody's."""

BEGAN, DAY_OVER = "demo.year_began", "demo.day_over"
"""The marks in the journal: that such a year began, and that one of its days is over."""
