from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "redvest.notices"
    label = "notices"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("notice_templates")
