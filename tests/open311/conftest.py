from tests.orders.conftest import cast

__all__ = ["cast"]
