from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "redvest.districts"
    label = "districts"
