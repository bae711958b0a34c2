from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "redvest.activities"
    label = "activities"

    def ready(self) -> None:
        from redvest.activities.labels import EVENTS
        from redvest.activities.leaving import open_signups
        from redvest.activities.programme_labels import EVENTS as PROGRAMME
        from redvest.journal.labels import register_kinds
        from redvest.people.services.closing import BLOCKERS

        register_kinds(EVENTS)
        register_kinds(PROGRAMME)
        if open_signups not in BLOCKERS:
            BLOCKERS.append(open_signups)
