"""What the worker does for the bank."""

from django.utils import timezone

from redvest.bank.services.earning import RECENT, settle_records
from redvest.bank.services.exchanging import run_exchanges
from redvest.bank.services.expiring import expire_lots, told
from redvest.bank.services.holding import lapse_holds
from redvest.bank.services.joining import join_later
from redvest.bank.services.redeeming import run_due
from redvest.bank.services.referring import settle_referrals
from redvest.bank.services.time_following import follow_orders
from redvest.core.jobs import periodic


@periodic("bank.settle", cron="* * * * * */30")
def settle_recent() -> int:
    return settle_records(since=timezone.now() - RECENT)


@periodic("bank.settle_everything", cron="47 * * * *")
def settle_everything() -> int:
    return settle_records()


@periodic("bank.referrals", cron="53 * * * *")
def settle_who_brought() -> int:
    """Newcomers who have served long enough count for whoever brought them."""
    return settle_referrals()


@periodic("bank.lapse", cron="* * * * * */30")
def end_holds() -> int:
    return lapse_holds()


@periodic("bank.follow_orders", cron="* * * * * */30")
def settle_visits() -> int:
    """Minutes set aside for visits follow what became of their orders."""
    return follow_orders()


@periodic("bank.exchanges", cron="* * * * * */30")
def exchange_time() -> int:
    """What other districts sent is received or refused, and their answers are written down."""
    return run_exchanges()


@periodic("bank.redemptions", cron="* * * * * */20")
def run_redemptions() -> int:
    """What nobody fetched in time goes back; what is a week old is closed."""
    return run_due()


@periodic("bank.expire", cron="13 17 * * *")
def end_lots() -> int:
    """At a quarter past one in the morning, Beijing time."""
    return expire_lots(progress=told, lanes=2)


@periodic("bank.join", cron="23 * * * *")
def join_accounts_later() -> int:
    """What came back to an account whose owner's entry had been joined with another."""
    return join_later()
