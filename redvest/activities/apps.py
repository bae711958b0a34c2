from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "redvest.activities"
    label = "activities"

    def ready(self) -> None:
        from redvest.activities.labels import EVENTS
        from redvest.activities.leaving import open_signups
        from redvest.activities.programme_labels import EVENTS as PROGRAMME
        from redvest.activities.sharing import own_shifts
        from redvest.journal.labels import register_kinds
        from redvest.orders.queries.feeds import MORE
        from redvest.people.services.closing import BLOCKERS

        register_kinds(EVENTS)
        register_kinds(PROGRAMME)
        if own_shifts not in MORE:
            MORE.append(own_shifts)
        if open_signups not in BLOCKERS:
            BLOCKERS.append(open_signups)
