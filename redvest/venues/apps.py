from django.apps import AppConfig


class VenuesConfig(AppConfig):
    name = "redvest.venues"
    label = "venues"
