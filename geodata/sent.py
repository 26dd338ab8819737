"""What phones send from the spot: kept once, however often it arrives."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from django.contrib.gis.db import models
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sent(models.Model):
    """Something that a phone has sent. Phones make the primary key, so that it is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.PointField(_("where they stood"), srid=4326, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy (m)"), null=True, blank=True)
    # In the database, so that it comes and goes with the rest, and no address leads to it.
    photo = models.BinaryField(_("photo"), null=True)
    made_at: models.DateTimeField
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        abstract = True

    @property
    def happened_at(self) -> datetime:
        """When it was so: by the phone's clock, unless that is ahead of ours."""
        return min(self.made_at, self.received_at)

    @classmethod
    def find(cls, identity: UUID | None) -> Self | None:
        """Return what has been kept with an id, without its photo."""
        kept = cls._default_manager.defer("photo")
        return kept.filter(pk=identity).first() if identity else None

    def keep(self) -> Self:
        """Insert it and return it; what came before with the same id stays, and is returned."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            before = self.find(self.pk)
            if before is None:
                raise
            return before
        return self
