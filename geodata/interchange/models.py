"""What an import did, so that it can be undone as one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One import: who brought in which file, when and why, and what became of its rows.

    ``counts`` holds the number of rows by `comparison.State`, and of those taken and left out.
    """

    subject = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    counts = models.JSONField(_("rows"), default=dict)
    profile = models.JSONField(_("profile"), default=dict, blank=True)
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: from the command line."),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("undone by"),
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        app_label = "geodata"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("preview_importbatch", _("Can preview imports")),
            ("apply_importbatch", _("Can apply and undo imports")),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedRecord(models.Model):
    """What an import did to one record.

    ``before`` holds what it said of what was changed, null where the import made it; ``after`` what
    it said then; both as `subjects.Values`. The record is found again by its primary key.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="records")
    row = models.PositiveIntegerField()
    object_id = models.BigIntegerField()
    source_id = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        app_label = "geodata"
        default_permissions = ()
        ordering = ("batch", "row")
        indexes: ClassVar = [
            models.Index(
                fields=["source_id"], name="imported_source_id", condition=~models.Q(source_id="")
            )
        ]

    def __str__(self) -> str:
        return self.label


class ImportProfile(models.Model):
    """What somebody has said of a kind of files, under a name, for the next file of that kind.

    ``said`` is what `columns.Profile` is parsed from.
    """

    name = models.CharField(_("name"), max_length=80)
    subject = models.CharField(_("kind"), max_length=40)
    said = models.JSONField(_("profile"), default=dict)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        app_label = "geodata"
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ("name",)
        default_permissions = ("view", "delete")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("subject", "name"), name="one_import_profile_each")
        ]

    def __str__(self) -> str:
        return self.name


class ImportJob(models.Model):
    """A piece of work that takes longer than a request: see `jobs`.

    ``token`` names the file that waits; ``batch`` is what is undone, or what an import has made.
    ``asked`` says how it is to be done, ``sentence`` why it was not.
    """

    class Kind(models.TextChoices):
        PREVIEW = "preview", _("preview")
        IMPORT = "import", _("import")
        UNDO = "undo", _("undo")

    kind = models.CharField(max_length=8, choices=Kind)
    token = models.CharField(max_length=60, blank=True, db_index=True)
    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="jobs", null=True, blank=True
    )
    asked = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    task_id = models.CharField(max_length=64, blank=True)
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "geodata"
        default_permissions = ()
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("token",),
                condition=models.Q(ended_at=None) & ~models.Q(token=""),
                name="one_job_for_a_file",
            ),
            models.UniqueConstraint(
                fields=("batch",), condition=models.Q(ended_at=None), name="one_job_for_an_import"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
