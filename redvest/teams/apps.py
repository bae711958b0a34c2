from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "redvest.teams"
    label = "teams"
