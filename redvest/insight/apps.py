from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "redvest.insight"
    label = "insight"
