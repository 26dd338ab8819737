"""Let a page say what has been opened; ``heritage_map.visits`` counts it, and keeps only that."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Opened:
    """What a request has come to: its kind, such as ``place``, and its slug or code, if any."""

    what: str
    subject: str


def note(request: HttpRequest, what: str, subject: str = "") -> None:
    """Say what a request has come to; whether it is counted is not the page's business."""
    request.opened = Opened(what, subject)  # type: ignore[attr-defined]


def noted(request: HttpRequest) -> Opened | None:
    """Return what a page has said of its request."""
    return getattr(request, "opened", None)
