from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "redvest.demo"
    label = "demo"
