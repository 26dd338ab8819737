"""Who may change a record, and who may show it to the public."""

from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db.models import Model

from geodata.models import Publication, Record

PREPARED = (Publication.DRAFT, Publication.IN_REVIEW)

type Person = PermissionsMixin | AnonymousUser


def may_publish(person: Person, model: type[Model] | Model) -> bool:
    """Tell whether a person may show records of this model to the public, or take them away."""
    options = model._meta
    return person.has_perm(f"{options.app_label}.publish_{options.model_name}")


def may_edit(person: Person, record: Record | None) -> bool:
    """Tell whether a record's status leaves it open to a person who may change such records.

    What is archived is open only to those who may publish. ``None`` stands for any such record.
    """
    if record is None or record.status != Publication.ARCHIVED:
        return True
    return may_publish(person, record)


def edits_a_draft(person: Person, record: Record | None) -> bool:
    """Tell whether what a person changes of a record waits beside it for a publisher."""
    if record is None or record.status in PREPARED:
        return False
    return not may_publish(person, record)


def is_public(thing: Model) -> bool:
    """Tell whether a published record uses a thing, such as a photo or a source."""
    return any(
        relation.related_model.objects.public().filter(**{relation.field.name: thing}).exists()
        for relation in thing._meta.related_objects
        if issubclass(relation.related_model, Record)
    )
