"""Apply an import, all of it or nothing, and take it back as one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import batched
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata import codes, findable, wording
from geodata.errors import ImportRefused, UndoRefused
from geodata.history.recording import unrecorded
from geodata.interchange import collector
from geodata.interchange.columns import Profile, languages
from geodata.interchange.comparison import NAME, Finding, Preview, State
from geodata.interchange.models import ImportBatch, ImportedRecord
from geodata.interchange.records import (
    checked_at_once,
    copy,
    insert,
    plain_query,
    referred_to,
    stored,
    unlink,
    update,
)
from geodata.interchange.subjects import SUBJECTS, Subject, Values, plain
from geodata.loading import around_loads
from geodata.models import Publication
from geodata.progress import At, nobody

AT_ONCE = 5_000  # records that are dealt with together
LOCK = 0x696D706F7274  # any number that nothing else locks; spells "import"


@collector.paused()
def apply(
    preview: Preview,
    *,
    file_name: str,
    reason: str,
    profile: Profile | None = None,
    by: Any = None,
    without_refused: bool = False,
    with_suspicious: bool = False,
    status: str = Publication.DRAFT.value,
    at: At = nobody,
) -> ImportBatch:
    """Write what a preview says, and remember what was there before.

    Parameters
    ----------
    by
        The account of who imports, None for the command line.
    without_refused
        Leave out the rows that are refused; otherwise any of them refuses the import.
    with_suspicious
        Take possible duplicates as what the file says they are: new records.
    status
        Of new records.
    at
        Is told how many records have been written.

    Raises
    ------
    ImportRefused
        Nothing has been written then.
    """
    refused = preview.of(State.REFUSED)
    if refused and not without_refused:
        raise ImportRefused(
            ngettext(
                "%(count)d row is refused: mend it, or import without it.",
                "%(count)d rows are refused: mend them, or import without them.",
                len(refused),
            )
            % {"count": len(refused)}
        )
    taken = preview.of(State.NEW, State.CHANGED)
    if with_suspicious:
        taken += [one for one in preview.of(State.SUSPICIOUS) if one.may_be_taken]
        taken.sort(key=lambda one: one.number)
    if not taken:
        raise ImportRefused(_("There is nothing to import: no row is new or changed."))
    new = [one for one in taken if one.pk is None]
    changed = [one for one in taken if one.pk is not None]
    try:
        with _one_at_a_time():
            batch = ImportBatch.objects.create(
                subject=preview.subject.name,
                file_name=file_name[:200],
                reason=reason[:300],
                created_by=by,
                profile=profile.as_json() if profile else {},
                counts=preview.counts
                | {"added": len(new), "updated": len(changed)}
                | {
                    "left_out": len(refused)
                    + len(preview.of(State.SUSPICIOUS))
                    - sum(one.state == State.SUSPICIOUS for one in taken)
                },
            )
            _check_status(preview.subject, new, status)
            _add(preview.subject, new, batch, status, at)
            _change(preview.subject, changed, batch, lambda done: at(len(new) + done))
    except IntegrityError as error:
        raise ImportRefused(
            _("Records have changed since the preview: look at it again.")
        ) from error
    return batch


@collector.paused()
def undo(
    batch: ImportBatch, *, by: Any = None, force: bool = False, at: At = nobody
) -> dict[str, int]:
    """Delete what an import added and restore what it changed, all of it or nothing.

    With ``force``, what was changed since is overwritten too. ``at`` is told how many records have
    been dealt with. Returns how many were deleted and restored.

    Raises
    ------
    UndoRefused
        Names the records that have changed since, or that others have come to depend on.
    """
    subject = SUBJECTS[batch.subject]
    with _one_at_a_time():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.undone_at is not None:
            raise UndoRefused(_("This import has been undone already."), [])
        changed_since: list[str] = []
        deleted = _delete_added(subject, batch, changed_since, force, at)
        restored = _restore_changed(
            subject, batch, changed_since, force, lambda done: at(deleted + done)
        )
        if changed_since and not force:
            raise UndoRefused(
                _("These have changed since the import, and undoing it would lose that: %(names)s.")
                % {"names": wording.listed(changed_since)},
                changed_since,
            )
        batch.undone_at = timezone.now()
        batch.undone_by = by
        batch.save(update_fields=["undone_at", "undone_by"])
    return {"deleted": deleted, "restored": restored}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Open a transaction that waits for other imports, and computes what follows at its end.

    What it changes is remembered in `ImportedRecord`, and not a second time in the history.
    """
    with transaction.atomic(), unrecorded(), ExitStack() as stack:
        wait_for_imports()
        for opened in around_loads:
            stack.enter_context(opened())
        yield


def wait_for_imports() -> None:
    """Wait for an import that is being made, and let none begin while this transaction lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check_status(subject: Subject, findings: list[Finding], status: str) -> None:
    """Refuse new records that may not have a status, such as artisans who have not agreed."""
    if status == Publication.DRAFT:
        return  # as the preview took them
    for finding in findings:
        for sentence in subject.check(finding.values | {"status": status}, None):
            raise ImportRefused(
                _("Row %(row)d: %(sentence)s") % {"row": finding.number, "sentence": sentence}
            )


def _add(
    subject: Subject, findings: list[Finding], batch: ImportBatch, status: str, at: At
) -> None:
    slugs = set(plain_query(subject.model).values_list("slug", flat=True))
    taken = set(plain_query(subject.model).values_list("code", flat=True))
    drawn = codes.draw(subject.code_length, len(findings), taken)
    # What the model itself says of every new record belongs to what its undoing compares with.
    blank = {
        name: value
        for name, one in subject.fields.items()
        if name not in subject.links and ((value := plain(one.get_default())) or value == 0)
    }
    done = 0
    for some in batched(zip(findings, drawn, strict=True), AT_ONCE):
        records = []
        for finding, code in some:
            slug = finding.values.get("slug") or _slug(finding.values, subject, code, slugs)
            slugs.add(slug)
            finding.values |= {"slug": slug, "status": status}
            records.append(finding.values | {"code": code})
        pks = insert(subject, records)
        _remember(
            batch,
            (
                (
                    pk,
                    finding,
                    None,
                    {k: v for k, v in (blank | finding.values).items() if v or v == 0},
                )
                for pk, (finding, _code) in zip(pks, some, strict=True)
            ),
        )
        if status == Publication.PUBLISHED and subject.name in findable.FINDABLES:
            findable.refresh(subject.name, pks)
        done += len(pks)
        at(done)


def _remember(
    batch: ImportBatch, what: Iterable[tuple[int, Finding, Values | None, Values]]
) -> None:
    """Write down what records said before and what they say then."""
    copy(
        ImportedRecord,
        ["batch_id", "row", "object_id", "source_id", "label", "before", "after"],
        (
            (
                batch.pk,
                finding.number,
                pk,
                finding.source_id,
                finding.label[:200],
                None if before is None else json.dumps(before),
                json.dumps(after),
            )
            for pk, finding, before, after in what
        ),
    )


def _change(subject: Subject, findings: list[Finding], batch: ImportBatch, at: At) -> None:
    done = 0
    for some in batched(findings, AT_ONCE):
        changes = {finding.pk: finding.values for finding in some if finding.pk is not None}
        stands = stored(subject, changes, lock=True)
        for finding in some:
            now = stands.get(finding.pk or 0)
            if now is None or _differs(subject, now, finding.now):
                raise ImportRefused(
                    _("“%(name)s” has changed since the preview: look at it again.")
                    % {"name": finding.label}
                )
        update(subject, changes)
        _remember(batch, ((one.pk or 0, one, one.now, one.values) for one in some))
        done += len(some)
        at(done)


def _differs(subject: Subject, now: Values, said: Values) -> bool:
    """Tell whether a record says something else than it once said of some attributes."""
    return any(
        now[name] != value and not subject.is_same(name, now[name], value)
        for name, value in said.items()
    )


def _delete_added(
    subject: Subject, batch: ImportBatch, changed_since: list[str], force: bool, at: At
) -> int:
    memories = batch.records.filter(before__isnull=True).order_by("row")
    labels: dict[int, str] = {}  # of what is still there
    lost: set[int] = set()
    for some in batched(memories.values_list("object_id", "label", "after"), AT_ONCE):
        # Locked before it is asked who refers to them: from here on, nobody else can come to.
        stands = stored(subject, [pk for pk, _label, _after in some], lock=True)
        for pk, label, after in some:
            now = stands.get(pk)
            if now is None:
                continue  # it has gone already
            labels[pk] = label
            said = {name: value for name, value in now.items() if value or value == 0}
            if said != after and _differs(subject, now, {name: after.get(name) for name in now}):
                lost.add(pk)
    used = _used(subject, list(labels))
    changed_since += [label for pk, label in labels.items() if pk in lost or pk in used]
    if changed_since and not force:
        return 0
    count = 0
    # To check the references takes the most time: it belongs to what is told of the progress.
    with checked_at_once():
        # Nothing refers to them, so nothing has to be told but the search.
        for chosen in batched((pk for pk in labels if pk not in used), AT_ONCE):
            unlink(subject, chosen)
            records = plain_query(subject.model).filter(pk__in=chosen)
            records._raw_delete(records.db)
            if subject.name in findable.FINDABLES:
                findable.forget(subject.name, chosen)
            count += len(chosen)
            at(count)
    try:
        subject.model._default_manager.filter(pk__in=used).delete()
    except ProtectedError as error:
        names = sorted({str(one) for one in error.protected_objects})
        raise UndoRefused(
            _("Other records need what was imported: take it out of %(names)s first.")
            % {"names": wording.listed(names)},
            names,
        ) from error
    return count + len(used)


def _restore_changed(
    subject: Subject, batch: ImportBatch, changed_since: list[str], force: bool, at: At
) -> int:
    count = 0
    memories = batch.records.filter(before__isnull=False).order_by("row")
    for some in batched(memories.values_list("object_id", "label", "before", "after"), AT_ONCE):
        stands = stored(subject, [pk for pk, *_others in some], lock=True)
        restored: dict[int, Values] = {}
        for pk, label, before, after in some:
            now = stands.get(pk)
            if now is None or _differs(subject, now, after):
                changed_since.append(label)
            if now is not None:
                restored[pk] = before or {}
        if force or not changed_since:
            update(subject, restored)
            count += len(restored)
        at(count)
    return count


def _used(subject: Subject, pks: list[int]) -> set[int]:
    """Return those of some records that others refer to, or that link to others since."""
    options = subject.model._meta
    parts = [part.model for part in subject.parts.values()]
    columns: list[tuple[str, str]] = []
    for relation in options.related_objects:
        if not relation.many_to_many and relation.related_model not in parts:
            columns.append((relation.related_model._meta.db_table, str(relation.field.column)))
    links: list[Any] = [
        *options.many_to_many,
        *(relation.field for relation in options.related_objects if relation.many_to_many),
    ]
    for link in links:
        is_own = link.model is subject.model
        if not (is_own and link.name in subject.links):
            name = link.m2m_column_name() if is_own else link.m2m_reverse_name()
            columns.append((link.remote_field.through._meta.db_table, name))
    return referred_to(pks, columns)


def _slug(values: Values, subject: Subject, code: str, taken: set[str]) -> str:
    """Return an address of its own for a new record: from a Latin name, else from its code."""
    base = f"{subject.name}-{code.lower()}"
    for language in ("fr", "en", *languages()):
        name = values.get(f"{NAME}_{language}")
        if name and (slug := slugify(name)[:70].strip("-")):
            base = slug
            break
    if base not in taken:
        return base
    return f"{base}-{code.lower()}"
