"""Say what is wrong in a territory's files, and where."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Fault:
    """One thing to mend: in which file, record and field, and a sentence that says how."""

    file: str
    record: str
    field: str
    sentence: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{where}: {self.sentence}"


@dataclass(frozen=True)
class Spot:
    """A spot in the files that a value comes from; faults found in it go to one shared list."""

    file: str
    record: str = ""
    field: str = ""
    faults: list[Fault] = dataclasses.field(default_factory=list, repr=False, compare=False)

    def fault(self, sentence: str) -> None:
        """Note what is to be mended here."""
        self.faults.append(Fault(self.file, self.record, self.field, sentence))

    def of(self, record: str) -> Spot:
        """Return the spot of a record in the same file."""
        return replace(self, record=record, field="")

    def at(self, name: str | int) -> Spot:
        """Return the spot of a part of this value: ``facts`` at 2 is ``facts[2]``."""
        if isinstance(name, int):
            return replace(self, field=f"{self.field}[{name}]")
        return replace(self, field=f"{self.field}.{name}" if self.field else name)
