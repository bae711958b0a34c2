from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "redvest.orders"
    label = "orders"

    def ready(self) -> None:
        from redvest.orders.leaving import open_orders
        from redvest.orders.services.catalog import seed_catalog
        from redvest.people.services.closing import BLOCKERS
        from redvest.venues.services.founding import FOUNDERS

        if open_orders not in BLOCKERS:
            BLOCKERS.append(open_orders)
        if seed_catalog not in FOUNDERS:
            FOUNDERS.append(seed_catalog)
