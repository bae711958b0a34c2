"""A whole year of a district, gone through by the same services as everybody's."""

BEGAN = "demo.year_began"
CAME, ORDERED = "demo.people_came", "demo.orders_over"
DAY_OVER, NIGHT_OVER = "demo.day_over", "demo.night_over"
"""The marks in the journal: that such a year began; that everybody who comes on one of its days is
there, that its orders went as far as they go on that day, that its activities are over, and the
night after it."""
