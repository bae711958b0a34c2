from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "redvest.orders"
    label = "orders"
