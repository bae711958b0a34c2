"""The values any implementation must reproduce, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    return json.loads((HERE / "vectors.json").read_text("utf-8"))
