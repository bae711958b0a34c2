from django.apps import AppConfig


class MealsConfig(AppConfig):
    name = "redvest.meals"
    label = "meals"

    def ready(self) -> None:
        from redvest.journal.labels import register_kinds
        from redvest.meals.labels import EVENTS

        register_kinds(EVENTS)
