"""What can be done to venues."""

from redvest.venues.services.circling import count_people, find_next, load_streets
from redvest.venues.services.editing import add_venue, edit_venue, set_areas
from redvest.venues.services.founding import init_district
from redvest.venues.services.laying import place_venue, set_outline
from redvest.venues.services.running import (
    add_honor,
    change_status,
    enter_check,
    withdraw_honor,
)

__all__ = [
    "add_honor",
    "add_venue",
    "change_status",
    "count_people",
    "edit_venue",
    "enter_check",
    "find_next",
    "init_district",
    "load_streets",
    "place_venue",
    "set_areas",
    "set_outline",
    "withdraw_honor",
]
