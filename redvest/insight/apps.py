from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "redvest.insight"
    label = "insight"

    def ready(self) -> None:
        from redvest.insight.labels import EVENTS
        from redvest.journal.labels import register_kinds

        register_kinds(EVENTS)
