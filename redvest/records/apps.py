from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "redvest.records"
    label = "records"

    def ready(self) -> None:
        from redvest.journal.labels import register_kinds
        from redvest.records.labels import KINDS

        register_kinds(KINDS)
