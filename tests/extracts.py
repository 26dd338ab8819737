"""Find OpenStreetMap extracts that tests may read; they lie outside the repository."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "osm"


def find(name: str) -> Path | None:
    """Return an extract in the folder OSM_EXTRACTS, by default beside the checkout, or `None`."""
    path = Path(os.environ.get("OSM_EXTRACTS") or FOLDER) / name
    return path if path.is_file() else None


def monaco() -> Path:
    """Return the extract of Monaco; skip the test where it is not at hand."""
    path = find("monaco.osm.pbf")
    if path is None:
        pytest.skip("monaco.osm.pbf is not at hand: OSM_EXTRACTS names the folder that holds it")
    return path
