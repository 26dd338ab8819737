"""Propose, look at, publish and drop a change of a record that the public sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.drafts.models import Draft
from geodata.errors import DraftRefused
from geodata.history.differences import label_of
from geodata.history.documents import Document, Path, changed_paths, conflicts, write
from geodata.history.models import Revision
from geodata.history.recording import recording, unrecorded
from geodata.history.restoring import present


def open_draft(record: Model) -> Draft | None:
    """Return the draft that waits beside a record."""
    return Draft.objects.filter(
        model=record._meta.label_lower, object_id=record.pk, state__in=Draft.OPEN
    ).first()


@contextmanager
def tried(draft: Draft | None) -> Iterator[None]:
    """Let the database say in this block what it would say if a draft were published.

    Whatever the block writes is taken back at its end too; the primary keys that it used up are
    not given again, so parts that a draft adds keep theirs.

    Raises
    ------
    RestoreRefused
        The draft no longer fits what is there.
    """
    with transaction.atomic(), unrecorded():
        if draft is not None:
            write(draft.model, draft.object_id, draft.base, draft.document)
        try:
            yield
        finally:
            transaction.set_rollback(True)


def propose(record: Model, document: Document, *, by: Any = None, reason: str = "") -> Draft | None:
    """Keep as a draft what a record shall say; return None where that is what it says.

    A draft that waits already is changed. Where it contradicts what has been published since it was
    begun, it goes on contradicting that, so that whoever reviews it is told.
    """
    label, pk = record._meta.label_lower, record.pk
    with transaction.atomic():
        # Two who begin a draft at once begin the same one.
        list(type(record)._base_manager.select_for_update(of=("self",)).filter(pk=pk).values("pk"))
        now = present(label, pk)
        if now is None:
            raise DraftRefused(_("This no longer exists: restore it first."))
        draft = open_draft(record) or Draft(model=label, object_id=pk, made_by=by, base=now)
        if draft.pk:
            differs = set(changed_paths(now, document))
            lost = [path for path in contradictions(draft) if path in differs]
            draft.base = _overlaid(now, draft.base, lost)
        draft.document = document
        draft.label = str(record)[:200]
        draft.reason = reason[:300] or draft.reason
        draft.state = Draft.State.WAITING
        if changed_paths(draft.base, document):
            draft.save()
            return draft
        if draft.pk:
            decide(draft, Draft.State.DROPPED, by=by)
        return None


def contradictions(draft: Draft) -> list[Path]:
    """Return where a draft would overwrite what has been published since it was begun."""
    return conflicts(present(draft.model, draft.object_id), draft.base, draft.document)


def publish(draft: Draft, *, by: Any, force: bool = False) -> Revision | None:
    """Make a record say what its draft says, and show it to the public if the record is shown.

    Raises
    ------
    DraftRefused
        It is no longer open, its record has gone, or it would overwrite, without ``force``, what
        has been published since.
    RestoreRefused
        Something stands in the way. Nothing has been written in any of these cases.
    """
    with recording(by, kind=Revision.Kind.DRAFT, reason=draft.reason) as made:
        draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if not draft.is_open:
            raise DraftRefused(_("Somebody has decided on this draft already."))
        key = draft.model, draft.object_id
        made.touch([key])
        now = made.befores[key]
        if now is None:
            raise DraftRefused(_("This no longer exists: restore it first."))
        lost = conflicts(now, draft.base, draft.document)
        if lost and not force:
            names = ", ".join(dict.fromkeys(label_of(draft.model, path) for path in lost))
            raise DraftRefused(
                _("This has been changed otherwise since the draft was begun: %(names)s.")
                % {"names": names}
            )
        write(*key, draft.base, draft.document)
        decide(draft, Draft.State.PUBLISHED, by=by)
    return made.revision


def decide(draft: Draft, state: str, *, by: Any, answer: str = "") -> None:
    """Write down what has become of a draft."""
    draft.state = state
    draft.decided_by = by
    draft.decided_at = timezone.now()
    draft.answer = answer[:300]
    draft.save(update_fields=["state", "decided_by", "decided_at", "answer", "updated_at"])


def _overlaid(document: Document, other: Document, paths: list[Path]) -> Document:
    """Return a document that says at some paths what another one says there."""
    result = deepcopy(document)
    for path in paths:
        target, source = result, other
        for step in path[:-1]:
            if step not in target or step not in source:
                break
            target, source = target[step], source[step]
        else:
            if path[-1] in source:
                target[path[-1]] = source[path[-1]]
    return result
