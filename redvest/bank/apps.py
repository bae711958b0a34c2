from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "redvest.bank"
    label = "bank"

    def ready(self) -> None:
        from redvest.bank.adjust_labels import EVENTS as ADJUST_EVENTS
        from redvest.bank.labels import EVENTS
        from redvest.bank.reward_labels import EVENTS as REWARD_EVENTS
        from redvest.bank.verifying import export_books, verify_books, verify_books_export
        from redvest.journal.labels import register_kinds
        from redvest.journal.verifying import OTHERS

        register_kinds({**EVENTS, **REWARD_EVENTS, **ADJUST_EVENTS})
        OTHERS["ledger"] = (verify_books, verify_books_export, export_books)
