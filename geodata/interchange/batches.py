"""Apply an import, all of it or nothing, and take it back as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import batched
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata import codes, findable
from geodata.errors import ImportRefused, UndoRefused
from geodata.history.recording import unrecorded
from geodata.interchange.columns import Profile, languages
from geodata.interchange.comparison import NAME, Finding, Preview, State
from geodata.interchange.models import ImportBatch, ImportedRecord
from geodata.interchange.subjects import SUBJECTS, Subject, Values
from geodata.loading import around_loads
from geodata.models import Publication

AT_ONCE = 2_000  # records written in one statement
MOST_NAMED = 8  # records named in a sentence
LOCK = 0x696D706F7274  # any number that nothing else locks; spells "import"


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
            _add(preview.subject, new, batch, status)
            _change(preview.subject, changed, batch)
    except IntegrityError as error:
        raise ImportRefused(
            _("Records have changed since the preview: look at it again.")
        ) from error
    return batch


def undo(batch: ImportBatch, *, by: Any = None, force: bool = False) -> dict[str, int]:
    """Delete what an import added and restore what it changed, all of it or nothing.

    With ``force``, what was changed since is overwritten too. Returns how many records were
    deleted and restored.

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
        deleted = _delete_added(subject, batch, changed_since, force)
        restored = _restore_changed(subject, batch, changed_since, force)
        if changed_since and not force:
            raise UndoRefused(
                _("These have changed since the import, and undoing it would lose that: %(names)s.")
                % {"names": _listed(changed_since)},
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
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for opened in around_loads:
            stack.enter_context(opened())
        yield


def _check_status(subject: Subject, findings: list[Finding], status: str) -> None:
    """Refuse new records that may not have a status, such as artisans who have not agreed."""
    for finding in findings:
        for sentence in subject.check(finding.values | {"status": status}, None):
            raise ImportRefused(
                _("Row %(row)d: %(sentence)s") % {"row": finding.number, "sentence": sentence}
            )


def _add(subject: Subject, findings: list[Finding], batch: ImportBatch, status: str) -> None:
    if not findings:
        return
    manager: Any = subject.model._default_manager
    slugs = set(manager.values_list("slug", flat=True))
    taken = set(manager.values_list("code", flat=True))
    drawn = codes.draw(subject.code_length, len(findings), taken)
    for some in batched(zip(findings, drawn, strict=True), AT_ONCE):
        records = []
        for finding, code in some:
            record: Any = subject.model()
            record.code = code
            said = finding.values | {
                "slug": finding.values.get("slug") or _slug(finding.values, subject, code, slugs),
                "status": status,
            }
            slugs.add(said["slug"])
            subject.write(record, said)
            finding.values = said
            records.append(record)
        manager.bulk_create(records)
        for link in subject.links:
            _link(subject, link, zip(records, (one for one, _code in some), strict=True))
        ImportedRecord.objects.bulk_create(
            ImportedRecord(
                batch=batch,
                row=finding.number,
                object_id=record.pk,
                source_id=finding.source_id,
                label=finding.label[:200],
                before=None,
                after=_said(subject, record, finding),
            )
            for record, (finding, _code) in zip(records, some, strict=True)
        )
        if status == Publication.PUBLISHED and subject.name in findable.FINDABLES:
            findable.refresh(subject.name, [record.pk for record in records])


def _said(subject: Subject, record: Model, finding: Finding) -> Values:
    """Return what a new record says, defaults of the model too, without what it leaves open."""
    values = subject.values_of(record, with_links=False) | {
        link: finding.values.get(link) for link in subject.links
    }
    return {name: value for name, value in values.items() if value or value == 0}


def _link(subject: Subject, link: str, pairs: Any) -> None:
    """Link new records to many others."""
    relation: Any = subject.fields[link]
    through = relation.remote_field.through
    source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    through._default_manager.bulk_create(
        through(**{f"{source}_id": record.pk, f"{target}_id": pk})
        for record, finding in pairs
        for pk in finding.values.get(link, ())
    )


def _change(subject: Subject, findings: list[Finding], batch: ImportBatch) -> None:
    """Save one by one: what depends on a record learns of it by its signals."""
    for some in batched(findings, AT_ONCE):
        records = _locked(subject, [finding.pk for finding in some])
        memories = []
        for finding in some:
            record = records.get(finding.pk)
            now = {} if record is None else subject.values_of(record)
            if record is None or any(
                not subject.is_same(name, now[name], value) for name, value in finding.now.items()
            ):
                raise ImportRefused(
                    _("“%(name)s” has changed since the preview: look at it again.")
                    % {"name": finding.label}
                )
            _save(subject, record, finding.values)
            memories.append(
                ImportedRecord(
                    batch=batch,
                    row=finding.number,
                    object_id=record.pk,
                    source_id=finding.source_id,
                    label=finding.label[:200],
                    before=finding.now,
                    after=finding.values,
                )
            )
        ImportedRecord.objects.bulk_create(memories)


def _save(subject: Subject, record: Model, values: Values) -> None:
    subject.write(record, values)
    record.save()
    for link in subject.links:
        if link in values:
            getattr(record, link).set(values[link] or [])


def _locked(subject: Subject, pks: list[Any]) -> dict[Any, Model]:
    manager = subject.model._default_manager
    found = manager.select_for_update(of=("self",)).prefetch_related(*subject.links)
    return {record.pk: record for record in found.filter(pk__in=pks)}


def _delete_added(
    subject: Subject, batch: ImportBatch, changed_since: list[str], force: bool
) -> int:
    count = 0
    memories = batch.records.filter(before__isnull=True).iterator(chunk_size=AT_ONCE)
    for some in batched(memories, AT_ONCE):
        records = _locked(subject, [memory.object_id for memory in some])
        used = _used(subject, list(records))
        for memory in some:
            record = records.get(memory.object_id)
            if record is None:
                continue  # it has gone already
            now = subject.values_of(record)
            differs = any(
                not subject.is_same(name, value, memory.after.get(name))
                for name, value in now.items()
            )
            if differs or record.pk in used:
                changed_since.append(str(record))
        if changed_since and not force:
            continue
        chosen = subject.model._default_manager.filter(pk__in=list(records))
        if used:
            try:
                chosen.delete()
            except ProtectedError as error:
                names = sorted({str(one) for one in error.protected_objects})
                raise UndoRefused(
                    _("Other records need what was imported: take it out of %(names)s first.")
                    % {"names": _listed(names)},
                    names,
                ) from error
        else:
            # Nothing refers to them, so nothing has to be told but the search.
            for link in subject.links:
                relation: Any = subject.fields[link]
                through = relation.remote_field.through._base_manager
                mine = through.filter(**{f"{relation.m2m_field_name()}__in": list(records)})
                mine._raw_delete(mine.db)
            chosen._raw_delete(chosen.db)
        if subject.name in findable.FINDABLES:
            findable.refresh(subject.name, list(records))
        count += len(records)
    return count


def _restore_changed(
    subject: Subject, batch: ImportBatch, changed_since: list[str], force: bool
) -> int:
    count = 0
    memories = batch.records.filter(before__isnull=False).iterator(chunk_size=AT_ONCE)
    for some in batched(memories, AT_ONCE):
        records = _locked(subject, [memory.object_id for memory in some])
        for memory in some:
            record = records.get(memory.object_id)
            if record is None:
                changed_since.append(memory.label)
                continue
            now = subject.values_of(record)
            if any(
                not subject.is_same(name, now[name], value) for name, value in memory.after.items()
            ):
                changed_since.append(str(record))
            if force or not changed_since:
                _save(subject, record, memory.before or {})
                count += 1
    return count


def _used(subject: Subject, pks: list[int]) -> set[int]:
    """Return those of some records that others refer to, or that link to others since."""
    used: set[int] = set()
    options = subject.model._meta
    for relation in options.related_objects:
        if relation.many_to_many:
            continue
        name = relation.field.attname
        used.update(
            relation.related_model._base_manager.filter(**{f"{name}__in": pks}).values_list(
                name, flat=True
            )
        )
    links: list[Any] = [
        *options.many_to_many,
        *(relation.field for relation in options.related_objects if relation.many_to_many),
    ]
    for link in links:
        is_own = link.model is subject.model
        if is_own and link.name in subject.links:
            continue
        name = link.m2m_field_name() if is_own else link.m2m_reverse_field_name()
        rows = link.remote_field.through._base_manager.filter(**{f"{name}__in": pks})
        used.update(rows.values_list(f"{name}_id", flat=True))
    return used


def _slug(values: Values, subject: Subject, code: str, taken: set[str]) -> str:
    """Return an address of its own for a new record: from a Latin name, else from its code."""
    names = (values.get(f"{NAME}_{language}") for language in ("fr", "en", *languages()))
    base = next(
        (slug for slug in (slugify(name or "")[:70].strip("-") for name in names) if slug),
        f"{subject.name}-{code.lower()}",
    )
    if base not in taken:
        return base
    return f"{base}-{code.lower()}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return (
        shown if more <= 0 else _("%(names)s and %(count)d more") % {"names": shown, "count": more}
    )
