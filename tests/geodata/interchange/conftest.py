"""Files are read in English here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from geodata.interchange import comparison
from geodata.interchange.columns import Profile
from geodata.interchange.comparison import Preview
from geodata.interchange.subjects import SUBJECTS

type Look = Callable[..., Preview]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def look() -> Look:
    """Return a function that previews a file, with what a profile says."""

    def preview(path: Path, subject: str = "place", **said) -> Preview:
        return comparison.preview(path, path.name, SUBJECTS[subject], Profile(**said))

    return preview
