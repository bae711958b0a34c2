from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "redvest.orders"
    label = "orders"

    def ready(self) -> None:
        from redvest.orders.leaving import open_orders
        from redvest.people.services.closing import BLOCKERS

        if open_orders not in BLOCKERS:
            BLOCKERS.append(open_orders)
