"""Go back: to an earlier state of one record, or before a change with all that it did."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from geodata import wording
from geodata.errors import RestoreRefused
from geodata.history.documents import (
    Document,
    changed_paths,
    conflicts,
    documents_in_database,
    write,
)
from geodata.history.models import Revision, Version
from geodata.history.recording import Key, recording


def present(label: str, pk: int) -> Document | None:
    """Return what a record says now; None where it does not exist."""
    return documents_in_database(label, [pk]).get(pk)


def state_of(version: Version, now: Document | None) -> Document | None:
    """Return what a record said then, in the status that it has now.

    Whoever wants an old text back does not want to hide the record with it.
    """
    document = version.document
    if now is None or document is None or "status" not in document["fields"]:
        return document
    return document | {"fields": document["fields"] | {"status": now["fields"]["status"]}}


def restore(version: Version, *, by: Any = None, reason: str = "") -> Revision | None:
    """Make a record say all that it said then but its status; one that was deleted, all.

    Returns the revision that this makes, None where the record says that already.

    Raises
    ------
    RestoreRefused
        Something stands in the way; nothing has been written then.
    """
    with recording(by, kind=Revision.Kind.RESTORE, reason=reason) as made:
        made.touch([(version.model, version.object_id)])
        now = made.befores[version.model, version.object_id]
        write(version.model, version.object_id, now, state_of(version, now))
    return made.revision


def undo(revision: Revision, *, by: Any = None, reason: str = "", force: bool = False) -> Revision:
    """Take back all that a revision did and nothing else; what came after it stays.

    Parameters
    ----------
    force
        Overwrite also what has been changed again since.

    Raises
    ------
    RestoreRefused
        It was undone already, or names the records that have changed again since.
    """
    if revision.kind == Revision.Kind.FORGET:
        raise RestoreRefused(_("What has been forgotten does not come back."))
    if revision.undone_by_id is not None:
        raise RestoreRefused(_("This change has been undone already."))
    pairs = [
        (version, before.document if (before := version.before) else None)
        for version in revision.versions.order_by("pk")
        if not version.is_forgotten
    ]
    with recording(by, kind=Revision.Kind.UNDO, reason=reason) as made:
        made.touch((version.model, version.object_id) for version, _before in pairs)
        if not force:
            _check_nothing_is_lost(pairs, made.befores)
        # Records that come back first: others may refer to them.
        for version, before in sorted(pairs, key=lambda pair: pair[0].document is not None):
            key = version.model, version.object_id
            after = version.document
            if after is not None and made.befores[key] is None and before is not None:
                continue  # deleted since, and to be restored by itself
            write(*key, after, before)
    if made.revision is None:
        raise RestoreRefused(_("There is nothing to undo: all of it has been changed back."))
    revision.undone_by = made.revision
    revision.save(update_fields=["undone_by"])
    return made.revision


def _check_nothing_is_lost(
    pairs: list[tuple[Version, Document | None]], present: dict[Key, Document | None]
) -> None:
    """Refuse to overwrite what has been changed again, or to delete what has been worked on."""
    lost = []
    for version, before in pairs:
        now = present[version.model, version.object_id]
        after = version.document
        if before is None:
            is_lost = now is not None and bool(changed_paths(now, after))
        elif after is None:
            is_lost = now is not None
        else:
            is_lost = now is not None and bool(conflicts(now, after, before))
        if is_lost:
            lost.append(version.name)
    if lost:
        raise RestoreRefused(
            _("These have been changed again since, and that would be lost: %(names)s.")
            % {"names": wording.listed(lost)}
        )
