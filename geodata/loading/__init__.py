"""Load a territory: check its folder as a whole, then bring it into the database.

What the files hold is declared by each app in its module ``loading`` (for geodata:
``geodata.loading.places``), out of the fields that this package offers; docs/territory.md
describes the result for the person who fills the files.
"""

from geodata.loading.faults import Fault, Spot
from geodata.loading.fields import (
    Choice,
    Columns,
    Day,
    Flag,
    Integer,
    Integers,
    Known,
    Moment,
    Money,
    Selection,
    Text,
    TimeOfDay,
    Translated,
)
from geodata.loading.kinds import Kind, Records, extend, nested, register, sourced
from geodata.loading.merging import (
    AnotherTerritory,
    Outcome,
    around_loads,
    forget_samples,
    load,
)
from geodata.loading.places import RECORD_FIELDS, hours, web_address
from geodata.loading.relations import Many, Reference, Rows
from geodata.loading.validation import Contents, InvalidTerritory, read

__all__ = [
    "RECORD_FIELDS",
    "AnotherTerritory",
    "Choice",
    "Columns",
    "Contents",
    "Day",
    "Fault",
    "Flag",
    "Integer",
    "Integers",
    "InvalidTerritory",
    "Kind",
    "Known",
    "Many",
    "Moment",
    "Money",
    "Outcome",
    "Records",
    "Reference",
    "Rows",
    "Selection",
    "Spot",
    "Text",
    "TimeOfDay",
    "Translated",
    "around_loads",
    "extend",
    "forget_samples",
    "hours",
    "load",
    "nested",
    "read",
    "register",
    "sourced",
    "web_address",
]
