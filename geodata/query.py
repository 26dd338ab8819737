"""Read the query of an address: dates, moments, texts, pages and choices.

What cannot be read gets one clear error each.
"""

from collections.abc import Collection
from datetime import date, datetime, time

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from geodata import territory
from geodata.errors import InvalidQuery
from geodata.opening import YEARS

PAGE_SIZE = 24


def read_date(query: QueryDict, name: str) -> date | None:
    """Return a date such as 2026-11-28, or None where it is absent or empty."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidQuery(
            _("%(name)s takes a date such as 2026-11-28, not “%(text)s”.")
            % {"name": name, "text": text[:40]}
        ) from None
    if day.year not in YEARS:
        raise InvalidQuery(
            _("%(name)s takes a date from %(first)d to %(last)d, not “%(text)s”.")
            % {"name": name, "first": YEARS[0], "last": YEARS[-1], "text": text[:40]}
        )
    return day


def read_time(query: QueryDict, name: str) -> time | None:
    """Return a time of day such as 09:30, or None where it is absent or empty."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        raise InvalidQuery(
            _("%(name)s takes a time such as 09:30, not “%(text)s”.")
            % {"name": name, "text": text[:40]}
        ) from None


def read_moment(query: QueryDict, name: str) -> datetime | None:
    """Return an aware moment; without an offset it is in the territory's time zone."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidQuery(
            _("%(name)s takes a date and a time such as 2026-11-28T10:00, not “%(text)s”.")
            % {"name": name, "text": text[:40]}
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=territory.current().timezone)


def read_text(query: QueryDict, name: str) -> str:
    """Return a text, empty where it is absent; without NUL, which the database refuses."""
    return query.get(name, "").replace("\0", "").strip()


def check_query(query: QueryDict) -> None:
    """Raise `InvalidQuery` for a parameter that holds NUL, which the database refuses."""
    for name, texts in query.lists():
        if "\0" in "".join((name, *texts)):
            raise InvalidQuery(
                _("%(name)s holds a zero byte, which no text has: remove it.")
                % {"name": name.replace("\0", "")[:40]}
            )


def read_choices(query: QueryDict, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the chosen values, repeated or separated by commas; each must be allowed."""
    chosen = [part for text in query.getlist(name) for part in text.split(",") if part]
    for value in chosen:
        if value not in allowed:
            raise InvalidQuery(
                _("%(name)s: “%(value)s” is not known. Known: %(allowed)s.")
                % {"name": name, "value": value[:40], "allowed": ", ".join(sorted(allowed))}
            )
    return tuple(dict.fromkeys(chosen))


def read_page(request: HttpRequest, records: QuerySet, size: int = PAGE_SIZE) -> Page:
    """Return the page of records that ``?page=`` asks for, the first where it asks for none.

    Raises `InvalidQuery` for what is no page number, `Http404` past the last page.
    """
    paginator = Paginator(records, size)
    try:
        return paginator.page(request.GET.get("page") or 1)
    except PageNotAnInteger:
        raise InvalidQuery(
            _("page takes a whole number, not “%(text)s”.") % {"text": request.GET["page"][:40]}
        ) from None
    except EmptyPage:
        raise Http404(
            _("There are %(count)d pages here.") % {"count": paginator.num_pages}
        ) from None
