"""Forget what is kept of a record besides the record: for good, which nothing else here is.

That something was changed, when and by whom stays; what was said does not. A version that is
forgotten has an empty document, which nothing restores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from geodata.drafts.models import Draft
from geodata.history.documents import Document
from geodata.history.models import Revision, Version
from geodata.history.tracking import TRACKED
from geodata.interchange.models import ImportedRecord
from geodata.interchange.subjects import names_of
from geodata.models import LoadedRecord


@dataclass(frozen=True)
class Memories:
    """What is kept of one record, by the label of its model and its primary key."""

    label: str
    pk: int

    @property
    def versions(self) -> QuerySet[Version]:
        """Its states that still say something, the latest first."""
        kept = Version.objects.filter(model=self.label, object_id=self.pk)
        return kept.filter(document__isnull=False).exclude(document={})

    @property
    def drafts(self) -> QuerySet[Draft]:
        """What somebody proposed, whatever became of that."""
        return Draft.objects.filter(model=self.label, object_id=self.pk)

    @property
    def imports(self) -> QuerySet[ImportedRecord]:
        """What imports remember of it."""
        subjects = names_of(TRACKED[self.label].model)
        return ImportedRecord.objects.filter(batch__subject__in=subjects, object_id=self.pk)

    @property
    def loads(self) -> QuerySet[LoadedRecord]:
        """What the territory's files said of it."""
        name = TRACKED[self.label].model._meta.model_name
        return LoadedRecord.objects.filter(kind=name, object_id=self.pk)

    @property
    def notes(self) -> QuerySet[LogEntry]:
        """What the desk's list of recent actions calls it."""
        kind = ContentType.objects.get_for_model(TRACKED[self.label].model)
        return LogEntry.objects.filter(content_type=kind, object_id=str(self.pk))

    def exist(self) -> bool:
        """Tell whether anything is kept besides the record that says what it was."""
        return self.versions.exists() or self.drafts.exists() or self.imports.exists()

    def documents(self) -> list[Document]:
        """Return all that was ever said of it and is kept, as documents."""
        said: list[Any] = list(self.versions.values_list("document", flat=True))
        for pair in self.drafts.values_list("base", "document"):
            said += pair
        return [document for document in said if document]

    def forget(self) -> None:
        """Forget all of it; to be called in a transaction, when the record has gone.

        The reasons of changes that touched it go too: people write there of whom they speak.
        """
        kept = Version.objects.filter(model=self.label, object_id=self.pk)
        Revision.objects.filter(versions__in=kept).update(reason="")
        kept.update(document={}, digest="", label="")
        self.drafts.delete()
        self.imports.delete()
        for memory in self.loads:  # it stays known to have been deleted, or it would be loaded anew
            said = {"is_sample": memory.values["said"].get("is_sample", False)}
            memory.values = {"said": said, "without_samples": {}}
            memory.save(update_fields=["values"])
        self.notes.update(object_repr="–", change_message="")
