from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "redvest.activities"
    label = "activities"
