from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "redvest.bank"
    label = "bank"

    def ready(self) -> None:
        from redvest.bank.labels import EVENTS
        from redvest.bank.reward_labels import EVENTS as REWARD_EVENTS
        from redvest.journal.labels import register_kinds

        register_kinds({**EVENTS, **REWARD_EVENTS})
