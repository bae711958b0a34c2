"""Small settings a visitor makes for themselves."""

from redvest.db import transact
from redvest.people.actors import Actor
from redvest.people.models import Account


@transact
def remember_display(
    *, actor: Actor, language: str | None = None, elder_mode: bool | None = None
) -> None:
    """Keep the language or elder mode with the account, so every device shows it."""
    chosen = {"language": language, "elder_mode": elder_mode}
    changes = {name: value for name, value in chosen.items() if value is not None}
    if actor.account_id is not None and changes:
        Account.objects.filter(id=actor.account_id).update(**changes)
