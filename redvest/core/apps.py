from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "redvest.core"
    label = "core"

    def ready(self) -> None:
        from redvest.core import checks  # noqa: F401 - registers the checks
