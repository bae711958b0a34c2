"""What the worker does for messages."""

from redvest.core.jobs import periodic
from redvest.notices import relay
from redvest.notices.services import RELAY


@periodic(RELAY, cron="* * * * * */10")
def carry_messages() -> int:
    return relay.relay_due()


@periodic("notices.empty_old", cron="*/5 * * * *")
def empty_old_messages() -> int:
    return relay.empty_old()
