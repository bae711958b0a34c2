from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "redvest.people"
    label = "people"

    def ready(self) -> None:
        from redvest.journal.backup import REPLAYS
        from redvest.people.services.erasures import FILE_NAME, replay_erasures

        REPLAYS.setdefault(FILE_NAME, replay_erasures)
