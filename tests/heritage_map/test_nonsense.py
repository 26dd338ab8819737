"""Whatever is written into an address, a form or a header, the answer says what to mend.

Every address of the site is walked, as the patterns have them, with values that nobody means: what
PostgreSQL refuses (NUL, halves of letters), numbers and dates beyond all bounds, bytes that are no
text. Which parameters an address has is seen from what its view reads.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from pytest_django import DjangoDbBlocker

from heritage_map import api_reports, plan_schema, reports
from tests import towns

pytestmark = pytest.mark.django_db

# As they stand in an address.
NONSENSE = (
    "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F0%9F%90%AA", "%E2%80%8F%E2%80%AE", "%D9%A1", "%C2%B2",
    "-1", "0", "99999999999999999999999999", "1e999", "NaN", "-Infinity", "1_0",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-W48-6",
    "9999-12-31T23:59:59%2B14:00", "0001-01-01T00:00-14:00", "2026-11-28T25:00", "24:00", "09:00-",
    "nan,nan,nan,nan", "inf,-inf,inf,inf", "1e400,0,0,0", "180,90,-180,-90", "0,0;0,0",
    "nan,nan;nan,nan", ";;;;", ",,,,", "x" * 9000, "%D9%A0" * 300, "A" * 300, "'%22%3C%3E;--",
    "..%2F..%2Fetc%2Fpasswd", "%5B%5D", "%7B%7D",
)  # fmt: skip
EACH = 2  # of them for each parameter; the next parameter gets the next
# What a view needs before it looks at the others.
NEEDS = {
    "api/v1/route": {"stops": "souk;market-0", "modes": "", "pace": ""},
    "api/v1/reachable": {"from": "souk", "minutes": "10", "mode": "", "pace": ""},
    "api/v1/nearest": {"point": "souk", "mode": ""},
    "api/v1/matrix": {"sources": "souk", "targets": "", "mode": "", "pace": ""},
    "api/v1/circuits/<slug:slug>/changes.json": {"since": "2026-11-28"},
    "api/v1/plan/changes.json": {"since": "2026-11-28"},
}
# Or a plan would be made.
NEVER_PLANNED = "days=99"
KNOWN = {
    "places/": "souk", "circuits/": "circuit-0", "crafts/": "craft-0", "artisans/": "artisan-0",
    "organisations/": "cooperative-0", "products/": "product-0", "motifs/": "motif-0",
}  # fmt: skip
HEADERS = {
    "if-none-match": ('"', "W/", "*", '"a", b, "\'', "\xe9"),
    "if-modified-since": ("x", "Sat, 99 Nov 99999 00:00:00 GMT"),
    "range": ("bytes=", "bytes=9-1", "bytes=99999999999999999999-", "bytes=-99999999999999999999"),
    "accept-language": ("\xff", "x" * 5000, "fr;q=nan", "ar-" + "a" * 900),
    "accept": ("\xff;q=x",),
    "accept-encoding": ("gzip;q=nan,,,",),
    "host": ("\xe9.example", "a b", "[::1", "x:99999999", "../.."),
    "cookie": ("django_language=\0; heritage=\xff", "sessionid=" + "x" * 5000, "=;=;"),
    "x-forwarded-for": ("\xff,",),
    "referer": ("http://[::1",),
    "origin": ("http://[x",),
    "content-length": ("-1", "x"),
}
METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "POST", "NONE")
BODIES = (
    b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 60_000, b"{" * 60_000,
    b'{"\\ud800": 1}', b'{"a": 1' + b"0" * 5000 + b"}", b"\0", b"x" * 70_000,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, [], {}, True, -1, 10**400, 1e400, "", "\0", "\ud800", "a\0b", "9" * 9000, ["\0"], [[]],
    ["\ud800"], {"a": 1}, "9999-12-31", "0000-00-00", "24:00", "\u202e",
)  # fmt: skip


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield the patterns of all addresses, in French where they have a language."""
    for one in resolver.url_patterns:
        own = "fr/" if isinstance(one.pattern, LocalePrefixPattern) else str(one.pattern)
        if isinstance(one, URLPattern):
            yield before + own
        else:
            yield from addresses(one, before + own)


PATTERNS = tuple(dict.fromkeys(one for one in addresses(get_resolver()) if "manage/" not in one))


def filled(pattern: str, value: str = "") -> str:
    """Return the address of a pattern with a value for each of its parts, or with known ones."""
    names = {"extension": "gpx", "name": "circuit-0", "day": "2026-11-28", "slug": "x"}
    names["slug"] = next((slug for part, slug in KNOWN.items() if part in pattern), "x")
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern.lstrip("^").replace(r"\Z", ""))
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: value or names.get(m[1], "x"), plain)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build a town where every address has something to show."""
    with django_db_blocker.unblock(), transaction.atomic():
        towns.whole_town(each=1)
        yield
        transaction.set_rollback(True)


def watched(names: set[str]) -> Callable[[WSGIRequest], QueryDict]:
    """Return how to read the query of a request, which notes the parameters that are looked for."""

    class Watched(QueryDict):
        def __getitem__(self, name: str) -> Any:
            names.add(name)
            return super().__getitem__(name)

        def get(self, name: str, default: Any = None) -> Any:
            names.add(name)
            return super().get(name, default)

        def getlist(self, name: str, default: Any = None) -> Any:
            names.add(name)
            return super().getlist(name, default)

    return lambda request: Watched(get_bytes_from_wsgi(request.environ, "QUERY_STRING", ""))


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of the parameters that views look for in the query, as they do."""
    names: set[str] = set()
    monkeypatch.setattr(WSGIRequest, "GET", property(watched(names)))
    return names


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports.allowance, "most", 10_000)


@pytest.fixture
def ask(town: None) -> Any:
    """Return a function that asks, and holds that the answer is none of a server in trouble."""
    client = Client(raise_request_exception=True, headers={"accept-language": "en"})

    def send(method: str, address: str, body: bytes = b"", **more: Any) -> HttpResponseBase:
        told = f"{method} {address[:120]} {body[:60]!r} {str(more)[:200]}"
        more.setdefault("content_type", "application/json")
        try:
            with transaction.atomic():
                response = client.generic(method, address, body, **more)
        except Exception as error:
            raise AssertionError(told) from error
        is_known_lack = response.status_code == 503 and address.startswith("/api/")
        assert response.status_code < 500 or is_known_lack, told
        return response

    return send


@pytest.mark.parametrize("pattern", PATTERNS)
def test_parameters_and_parts_of_an_address_may_be_anything(ask, asked_for, pattern):
    values = itertools.cycle(NONSENSE)
    for _shift in range(PATTERNS.index(pattern) * EACH % len(NONSENSE)):
        next(values)
    needs = NEEDS.get(pattern, {})
    start = "&".join([*(f"{k}={v}" for k, v in needs.items() if v), NEVER_PLANNED])
    ask("GET", f"{filled(pattern)}?{start}")
    names = sorted((asked_for | needs.keys()) - {"days"})
    if "<" in pattern:
        for value in ("a%00b", "%ED%A0%80", *itertools.islice(values, EACH)):
            ask("GET", f"{filled(pattern, value)}?{start}")
    for name in names:
        for value in itertools.islice(values, EACH):
            rest = [f"{k}={v}" for k, v in needs.items() if v and k != name]
            told = ask(
                "GET", f"{filled(pattern)}?{'&'.join([*rest, NEVER_PLANNED, f'{name}={value}'])}"
            )
            if pattern.startswith("api/") and told.status_code in {400, 422}:
                found = json.loads(told.content)
                assert name in {one["field"] for one in found.get("errors", [])} | {
                    found["detail"].split()[0].rstrip(":")
                } or NEVER_PLANNED.split("=")[0] in str(found), (pattern, name, value, found)
    twice = "&".join(f"{name}=a&{name}=b&{name}=" for name in names)
    ask("GET", f"{filled(pattern)}?{NEVER_PLANNED}&{twice}")


@pytest.mark.parametrize("method", METHODS)
def test_every_address_answers_every_method(ask, method):
    for pattern in PATTERNS:
        ask(method, f"{filled(pattern)}?{NEVER_PLANNED}", b"\xff{")


@pytest.mark.parametrize("name", HEADERS)
def test_headers_may_be_anything(ask, name):
    kinds = ("", "fr/", "fr/places/", "fr/report/", "api/v1/places.geojson", "kept", "sw.js")
    key = name.upper().replace("-", "_")
    for value, path in itertools.product(
        HEADERS[name], (*kinds, "q/ABC", "fr/places/souk/map.svg")
    ):
        ask("GET", f"/{path}", **{key if "CONTENT" in key else f"HTTP_{key}": value})


@pytest.mark.parametrize("path", ["plan", "reports", "visits"])
def test_bodies_may_be_anything(ask, path):
    for body, kind in zip(BODIES, itertools.cycle(("application/json", "text/plain", "\xff"))):
        told = ask("POST", f"/api/v1/{path}", body, content_type=kind)
        assert told.status_code in {400, 413, 422}, body
    for kind in ("multipart/form-data", "multipart/form-data; boundary=\xff"):
        ask("POST", f"/api/v1/{path}", b"--\xff\r\n\r\n", content_type=kind)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:12])
def test_fields_of_a_body_may_be_anything_and_are_named(ask, value):
    kinds = {"plan": plan_schema.fields(), "reports": api_reports._fields()}
    for path, fields in kinds.items():
        for name in fields.keys() - {"days", "id"}:
            body = {"days": 99, "id": "x", name: value}
            told = ask("POST", f"/api/v1/{path}", json.dumps(body).encode())
            assert told.status_code in {400, 422, 429}, (path, name)
            if told.status_code == 422:
                assert json.loads(told.content)["errors"], (path, name)


@pytest.mark.parametrize(
    "value", ["\0", "a\0b", "\u202e", "9" * 9000, "9999-12-31", "-1", "\ufffd"]
)
def test_fields_of_the_form_of_a_report_may_be_anything(ask, value):
    for name in api_reports._fields():
        body = f"kind=closed&{name}={quote(value)}".encode()
        kind = "application/x-www-form-urlencoded"
        told = ask("POST", "/fr/report/", body, content_type=kind)
        assert told.status_code in {200, 302, 400, 422, 429}
