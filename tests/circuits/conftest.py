"""A town with real streets, small enough to know every corner of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.streets import Streets
from tests import tiny_streets


@pytest.fixture
def streets(tmp_path: Path) -> Iterator[Streets]:
    """Serve the street graph of the tiny town."""
    with tiny_streets.served(tmp_path / "var") as served:
        yield served
