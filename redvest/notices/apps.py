from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "redvest.notices"
    label = "notices"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        # The worker must know every template, also those whose senders it never imports.
        autodiscover_modules("notice_templates")

        from redvest.notices.services import wechat_reached
        from redvest.people.auth.elsewhere import REACHED

        if wechat_reached not in REACHED:
            REACHED.append(wechat_reached)
