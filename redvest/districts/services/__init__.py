"""What can be done to districts, regions, policies and the calendar."""

from redvest.districts.services.founding import found_district
from redvest.districts.services.holidays import import_holidays
from redvest.districts.services.settling import change_policy, change_settings

__all__ = ["change_policy", "change_settings", "found_district", "import_holidays"]
