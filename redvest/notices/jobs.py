"""What the worker does for messages."""

from redvest.core.jobs import periodic
from redvest.notices import relay, webhooks
from redvest.notices.services import RELAY


@periodic(RELAY, cron="* * * * * */10")
def carry_messages() -> int:
    return relay.relay_due()


@periodic("notices.empty_old", cron="*/5 * * * *")
def empty_old_messages() -> int:
    return relay.empty_old()


@periodic("notices.collect_webhooks", cron="* * * * * */10")
def collect_webhooks() -> int:
    return webhooks.collect()


@periodic(webhooks.DELIVER, cron="* * * * * */10")
def deliver_webhooks() -> int:
    return webhooks.deliver_due()


@periodic("notices.forget_webhooks", cron="47 * * * *")
def forget_webhooks() -> int:
    return webhooks.forget_old()
