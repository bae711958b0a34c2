from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "redvest.bank"
    label = "bank"
