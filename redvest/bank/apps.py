from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "redvest.bank"
    label = "bank"

    def ready(self) -> None:
        from redvest.bank.adjust_labels import EVENTS as ADJUST_EVENTS
        from redvest.bank.labels import EVENTS
        from redvest.bank.leaving import open_redemptions, open_time
        from redvest.bank.reward_labels import EVENTS as REWARD_EVENTS
        from redvest.bank.services.joining import join_accounts
        from redvest.bank.time_labels import EVENTS as TIME_EVENTS
        from redvest.bank.verifying import export_books, verify_books, verify_books_export
        from redvest.journal.labels import register_kinds
        from redvest.journal.verifying import OTHERS
        from redvest.people.services.closing import BLOCKERS
        from redvest.people.services.merging import JOINERS

        register_kinds({**EVENTS, **REWARD_EVENTS, **ADJUST_EVENTS, **TIME_EVENTS})
        for blocker in (open_redemptions, open_time):
            if blocker not in BLOCKERS:
                BLOCKERS.append(blocker)
        if join_accounts not in JOINERS:
            JOINERS.append(join_accounts)
        OTHERS["ledger"] = (verify_books, verify_books_export, export_books)
