"""The values any implementation must reproduce, read once."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Properties say what is true, benchmarks how fast; a busy machine must not fail a property.
settings.register_profile("properties", deadline=None)
settings.load_profile("properties")

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    return json.loads((HERE / "vectors.json").read_text("utf-8"))
