"""What the worker does for the bank."""

from django.utils import timezone

from redvest.bank.services.earning import RECENT, settle_records
from redvest.bank.services.holding import lapse_holds
from redvest.core.jobs import periodic


@periodic("bank.settle", cron="* * * * * */30")
def settle_recent() -> int:
    return settle_records(since=timezone.now() - RECENT)


@periodic("bank.settle_everything", cron="47 * * * *")
def settle_everything() -> int:
    return settle_records()


@periodic("bank.lapse", cron="* * * * * */30")
def end_holds() -> int:
    return lapse_holds()
