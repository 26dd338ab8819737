"""The records that drafts are made of are those that have a history."""

from tests.geodata.history.conftest import _in_english, amina, circuit, souk  # noqa: F401
