from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "redvest.records"
    label = "records"
