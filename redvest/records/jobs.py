"""What the worker does for records."""

from django.utils import timezone

from redvest.core.jobs import periodic
from redvest.records.relaying import queue_national, tell_national
from redvest.records.services.certifying import end_certificate_notices
from redvest.records.services.drafting import RECENT, settle_visits
from redvest.records.services.issuing import JOB as ISSUING
from redvest.records.services.issuing import issue_runs
from redvest.records.services.national import JOB as NATIONAL
from redvest.records.services.sheets import JOB, write_sheets
from redvest.records.services.stars import end_star_notices
from redvest.records.services.telling import late_words


@periodic("records.settle", cron="* * * * * */30")
def settle_recent() -> int:
    return settle_visits(since=timezone.now() - RECENT)


@periodic("records.settle_everything", cron="41 * * * *")
def settle_everything() -> int:
    return settle_visits(since=None)


@periodic("records.certificates", cron="*/5 * * * *")
def end_notices_of_certificates() -> int:
    return end_certificate_notices()


@periodic("records.stars", cron="*/5 * * * *")
def end_notices_of_stars() -> int:
    return end_star_notices()


@periodic(JOB, cron="*/2 * * * *")
def go_on_with_sheets() -> int:
    return write_sheets()


@periodic(ISSUING, cron="*/2 * * * *")
def go_on_issuing() -> int:
    return issue_runs()


@periodic(NATIONAL, cron="*/5 * * * *")
def tell_the_national_system() -> int:
    return tell_national()


@periodic("records.national_everything", cron="17 18 * * *")
def look_for_what_was_never_told() -> int:
    """In the night of the district, every record is looked at once more."""
    return queue_national()


@periodic("records.late_words", cron="*/10 * * * *")
def ask_desks_about_late_words() -> int:
    return late_words()
