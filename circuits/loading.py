"""The file of a territory that says the way: its circuits and their stops."""

from __future__ import annotations

from circuits import upkeep
from circuits.editions import outdated
from circuits.models import Circuit, Mode, Pace, Stop
from geodata.loading import (
    RECORD_FIELDS,
    Choice,
    Integer,
    Kind,
    Known,
    Many,
    Records,
    Reference,
    Rows,
    Text,
    TimeOfDay,
    Translated,
    around_loads,
    hours,
    register,
)

FEWEST_STOPS = 2


def _check_stops_without_samples(records: Records, known: Known) -> None:
    """Check that a circuit is still one when the sample places have gone."""
    for record in records.values():
        places = [stop["place"] for stop in record.columns["stops"]]
        real = sum(known.is_real("place", place) for place in places)
        if not record.is_sample and real < FEWEST_STOPS:
            record.spot.at("stops").fault(
                f"has {real} at places that are no samples: there must be at least "
                f"{FEWEST_STOPS}, or the circuit itself is a sample."
            )


# However many places and stops a load changes, each circuit is computed once, and published once.
around_loads.extend((outdated.deferred, upkeep.deferred))

register(
    Kind(
        name="circuit",
        plural="circuits",
        model=Circuit,
        files=("circuits.json",),
        fields=(
            Integer("order", required=True),
            Translated("name", required=True),
            Translated("summary", required=True),
            Translated("story"),
            Choice("mode", choices=Mode, required=True),
            Choice("pace", choices=Pace, default=Pace.NORMAL.value),
            hours("days"),
            TimeOfDay("start_time", required=True),
            Text(
                "cover",
                pattern="[a-z0-9-]{1,40}",
                hint="the name of a drawing: small letters, digits and hyphens",
            ),
            Rows(
                "stops",
                required=True,
                model=Stop,
                least=FEWEST_STOPS,
                fields=(
                    Reference("place", to="place", required=True),
                    Integer("dwell_minutes", required=True, least=1, most=600),
                    Choice("onward_mode", choices=Mode, default=""),
                    Translated("note"),
                    Many("artisans", to="artisan"),
                    Many("products", to="product"),
                ),
            ),
            *RECORD_FIELDS,
        ),
        checks=(_check_stops_without_samples,),
    )
)
