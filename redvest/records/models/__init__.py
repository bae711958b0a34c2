"""工时: records of service and what is asked about them."""

from redvest.records.models.questions import RecordQuestion
from redvest.records.models.records import SerialCounter, ServiceRecord

__all__ = ["RecordQuestion", "SerialCounter", "ServiceRecord"]
