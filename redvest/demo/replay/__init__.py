"""A whole year of a district, gone through by the same services as everybody's."""

BEGAN, CAME, DAY_OVER = "demo.year_began", "demo.people_came", "demo.day_over"
"""The marks in the journal: that such a year began, that everybody who comes on one of its days is
there, and that the day is over."""
