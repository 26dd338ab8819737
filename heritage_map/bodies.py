"""Read what a program sends: bounded, with a sentence for everything that may be wrong."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from circuits.plans.form import Slugs

MOST_BYTES = 64_000
LONGEST_NAME = 40
LINES = "multiline"

type Schema = dict[str, Any]

SENTENCES = {
    "string": gettext_lazy("This takes text."),
    "integer": gettext_lazy("This takes a whole number."),
    "number": gettext_lazy("This takes a number."),
    "boolean": gettext_lazy("This takes true or false."),
    "array": gettext_lazy("This takes a list of texts."),
}


class BodyError(Exception):
    """A body that cannot be used; ``str()`` of it is a sentence to show to its author."""


class UnreadableBody(BodyError):
    """It is not a JSON object."""


class NoLength(BodyError):
    """It does not say how long it is."""


class BodyTooLarge(BodyError):
    """It is longer than is read.

    Attributes
    ----------
    most_bytes
        How long it may be.
    """

    def __init__(self, most_bytes: int) -> None:
        super().__init__(_("The body is longer than %(most)d bytes.") % {"most": most_bytes})


class InvalidFields(BodyError):
    """Some of its fields do not fit.

    Attributes
    ----------
    errors
        The name of each of them, and what to mend; more than one of a field may be wrong.
    """

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(_("Some fields do not fit: “errors” names each and what to mend."))
        self.errors = errors


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in the body; an empty body is an empty object."""
    _check_length(request)
    try:
        body = request.read(MOST_BYTES + 1)
    except UnreadablePostError as error:
        raise UnreadableBody(_("The body did not arrive whole.")) from error
    if len(body) > MOST_BYTES:
        raise BodyTooLarge(MOST_BYTES)
    try:
        text = body.decode("utf-8-sig")
        found = json.loads(text) if text.strip() else {}
    except UnicodeDecodeError as error:
        raise UnreadableBody(_("The body is not text in UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(_("The body is not JSON.")) from error
    if not isinstance(found, dict):
        raise UnreadableBody(_("The body must be a JSON object, such as {}."))
    return found


def read_form(request: HttpRequest, most_bytes: int) -> tuple[QueryDict, MultiValueDict]:
    """Return the fields and the files of a form in the body, which is at most so long."""
    _check_length(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
        raise BodyTooLarge(most_bytes)
    try:
        return request.POST, request.FILES
    except UnreadablePostError as error:
        raise UnreadableBody(_("The body did not arrive whole.")) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise UnreadableBody(_("The body is no form that can be read.")) from error


def _check_length(request: HttpRequest) -> None:
    if request.headers.get("Transfer-Encoding"):  # Django would take it for an empty body
        raise NoLength(_("Send the body with its Content-Length."))


def check(body: Mapping[str, Any], schemas: Mapping[str, Schema]) -> list[tuple[str, str]]:
    """Return the fields of a body that are not known or not of their type, and what to mend."""
    errors = []
    for name, value in body.items():
        if name not in schemas:
            errors.append((_shown(name), _unknown(name, schemas)))
        elif not (_is_a(schemas[name]["type"], value) or _is_lines(schemas[name], value)):
            errors.append((name, str(SENTENCES[schemas[name]["type"]])))
    return errors


def schemas_of(form: forms.Form) -> dict[str, Schema]:
    """Return the JSON Schema of each field of a form, in English."""
    with override("en"):
        return {name: _schema(field) for name, field in form.fields.items()}


def _schema(field: forms.Field) -> Schema:
    schema: Schema = {"type": "string", "description": str(field.label)}
    match field:
        case forms.BooleanField():
            schema["type"] = "boolean"
        case forms.FloatField():  # which is an IntegerField for Django
            schema["type"] = "number"
        case forms.IntegerField():
            schema |= {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
        case Slugs():
            schema |= {"type": "array", "items": {"type": "string"}}
        case forms.ChoiceField():
            choices = cast(Iterable[tuple[str, str]], field.choices)
            schema["enum"] = [value for value, _label in choices if value]
        case forms.UUIDField():
            schema["format"] = "uuid"
        case forms.DateTimeField():
            schema["format"] = "date-time"
        case forms.CharField(widget=forms.Textarea()):
            schema |= {"format": LINES, "maxLength": field.max_length}
        case forms.DateField():
            schema["format"] = "date"
        case forms.TimeField():
            schema |= {"pattern": "^[0-2][0-9]:[0-5][0-9]$", "examples": ["09:00"]}
    return schema


def _is_a(kind: str, value: Any) -> bool:
    """Tell whether a value is of a type of JSON Schema; text has no unprintable letters here."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "string":
            return isinstance(value, str) and value.isprintable()
        case "integer":
            return is_number and (isinstance(value, int) or value.is_integer())
        case "number":
            return is_number and abs(value) <= sys.float_info.max  # no whole number beyond either
        case "boolean":
            return isinstance(value, bool)
    return isinstance(value, list) and all(_is_a("string", each) for each in value)


def _is_lines(schema: Schema, value: Any) -> bool:
    """Tell whether a value is text where it may have several lines, and any letters."""
    return schema.get("format") == LINES and isinstance(value, str)


def _unknown(name: str, known: Mapping[str, Schema]) -> str:
    close = difflib.get_close_matches(name[:LONGEST_NAME], known, n=1)
    if close:
        return _("There is no such field; did you mean “%(name)s”?") % {"name": close[0]}
    return _("There is no such field.")


def _shown(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
