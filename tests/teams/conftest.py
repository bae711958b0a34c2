import pytest

from tests.orders.cast import Cast, the_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return the_cast()
