"""Whether every line of the books is explained: entry, event, record, and who stood for it.

A line's transfer is followed to the one everything began with (the hold of a post, the post of a
refund). That has to name a record that is there, somebody or something has to have stood for the
record, and the journal has to tell of the line's own transfer.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from redvest.bank.models import TimeExchange
from redvest.bank.queries.adjusting import uncleared
from redvest.engines.adjust_flow import CLEARED_WITHIN

SERVED = """
r.level <> '' AND (r.recorder IS NULL AND r.level = 'A'
                   OR coalesce(r.approver, r.first_approver, r.vouched_by) IS NOT NULL)
"""
# For each kind of record: its table, and how somebody stood for it. What the system saw at the
# gate or at the door needs nobody; what somebody wrote by hand needs another who agreed.
RECORDS = {
    "service_record": ("records_servicerecord", SERVED),
    "bank.referral": ("bank_referral", "TRUE"),
    "bank.redemption": ("bank_redemption", "TRUE"),
    "bank.timeuse": ("bank_timeuse", "TRUE"),
    "bank.bankgift": ("bank_bankgift", "r.given_by IS NOT NULL"),
    "bank.rewardgrant": ("bank_rewardgrant", "r.decided_by IS NOT NULL"),
    "bank.adjustment": ("bank_adjustment", "r.decided_by IS NOT NULL"),
    "bank.timeinheritance": ("bank_timeinheritance", "r.decided_by IS NOT NULL"),
    "bank.timeexchange": ("bank_timeexchange", "TRUE"),
    "people.personmerge": ("people_personmerge", "r.decided_by_id IS NOT NULL"),
    "expiry": ("bank_account", "TRUE"),  # The clock, by the last day of the account's lots.
}
TRACED = """
WITH RECURSIVE walk AS (
    SELECT id AS line, coalesce(answers_id, reverses_id) AS before, source_type, source_id
      FROM bank_transfer WHERE district = %s
    UNION ALL
    SELECT w.line, coalesce(t.answers_id, t.reverses_id), t.source_type, t.source_id
      FROM walk w JOIN bank_transfer t ON t.id = w.before
), known (kind, id, stood) AS ({records})
SELECT w.source_type, count(*),
       count(*) FILTER (WHERE EXISTS (
           SELECT 1 FROM journal_event e WHERE e.district = t.district AND e.subject_id = t.id
              AND e.subject_type = 'bank.transfer' AND e.kind = 'bank.' || t.kind)),
       count(k.id), count(*) FILTER (WHERE k.stood)
  FROM walk w
  JOIN bank_transfer t ON t.id = w.line
  LEFT JOIN known k ON k.kind = w.source_type AND k.id = w.source_id
 WHERE w.before IS NULL
 GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Traced:
    """Transfers that began with one kind of record, and for how many each step was found."""

    source: str
    count: int
    told: int
    recorded: int
    stood: int

    @property
    def is_explained(self) -> bool:
        """Whether every step was found for every one of them."""
        return self.count == self.told == self.recorded == self.stood


def traced(district: str) -> list[Traced]:
    """The walk back from every transfer of a district, by the kind of record it ends at."""
    records = " UNION ALL ".join(
        f"SELECT '{kind}', r.id, {stood} FROM {table} r WHERE r.district = %s"  # noqa: S608
        for kind, (table, stood) in RECORDS.items()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '30min'")
        cursor.execute(TRACED.format(records=records), [district] * (1 + len(RECORDS)))
        return [Traced(*row) for row in cursor.fetchall()]


def suspended(district: str, now: datetime | None = None) -> int:
    """What has stood unexplained for more than seven days: adjustments and exchanges."""
    until = (now or timezone.now()) - CLEARED_WITHIN
    waiting = TimeExchange.objects.filter(
        district=district, way="out", state="sent", made_at__lt=until
    )
    return waiting.count() + sum(one.late for one in uncleared(district, now))
