"""What can be found of circuits: their own words and the places they lead to."""

from circuits.models import Circuit
from geodata.search import register

register(
    Circuit,
    "circuit",
    url_name="circuits:detail",
    names=("name",),
    summary="summary",
    texts=("story", "stops__note", "stops__place__name", "stops__place__other_names"),
)
