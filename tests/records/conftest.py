from tests.orders.conftest import cast, set_stage

__all__ = ["cast", "set_stage"]
