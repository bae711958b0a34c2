from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "redvest.journal"
    label = "journal"
