"""Keep photos that may be shown: each is drawn anew before it is kept, whatever way it comes in.

What is kept stands upright, is no larger than it is shown, and holds nothing but the picture: not
where it was taken, nor what somebody hid behind it. A form says in one sentence what is wrong with
a file; who saves one without a form gets `UnusablePhoto`.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import ImageFieldFile

from geodata.errors import UnusablePhoto
from geodata.reports import photos


class Redrawn(ContentFile):
    """A picture that has been drawn anew."""


class PhotoFile(ImageFieldFile):
    """The file of a photo."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Keep a picture; raises `UnusablePhoto` where the file is none."""
        picture = _redrawn(content)
        super().save(f"{PurePath(name).stem}.jpg", picture, save)


class PhotoField(models.ImageField):
    """A photo, which is read by us alone: its name and its header are not trusted."""

    attr_class = PhotoFile

    def formfield(self, **kwargs: Any) -> Any:
        """Return a field that leaves it to the model to read the file, whatever it is called."""
        return super().formfield(**{"form_class": forms.FileField, "max_length": None, **kwargs})

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the picture of a new file, or refuse the file in one sentence."""
        file = super().clean(value, model_instance)
        if not file or file._committed:
            return file
        try:
            return _redrawn(file.file)
        except UnusablePhoto as error:
            raise ValidationError(str(error), code="unusable") from error

    def update_dimension_fields(
        self, instance: models.Model, force: bool = False, *args: Any, **kwargs: Any
    ) -> None:
        """Measure a picture that is ours: a hostile one may say that it is as large as a town."""
        file: Any = instance.__dict__.get(self.attname)
        if isinstance(file, File) and not _is_ours(file):
            return
        super().update_dimension_fields(instance, force, *args, **kwargs)


def _is_ours(file: Any) -> bool:
    """Tell whether a file was kept, or is about to be."""
    if isinstance(file, Redrawn) or getattr(file, "_committed", False):
        return True
    return isinstance(getattr(file, "file", None), Redrawn)


def _redrawn(file: Any) -> Redrawn:
    if isinstance(file, Redrawn):
        return file
    file.seek(0)
    return Redrawn(photos.redrawn(file), name=f"{PurePath(file.name or 'photo').stem}.jpg")
