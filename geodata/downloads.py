"""Fetch large files over HTTP: politely, resumably, whole or not at all.

Proxies are those of the environment (``HTTPS_PROXY``), certificate authorities the machine's.
"""

import hashlib
import http.client
import json
import shutil
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from geodata.errors import GeodataError

TIMEOUT_S = 60
ATTEMPTS = 4
BACKOFF_S = (15, 60, 120)
LONGEST_WAIT_S = 300
CHUNK_BYTES = 256 * 1024
SPARE_DISK_BYTES = 256 * 1024**2
MESSAGE_BYTES = 64 * 1024
BUSY = frozenset({429, 502, 503, 504})

type Progress = Callable[[float], None]  # is told how many bytes have come


class DownloadFailed(GeodataError):
    """A file that could not be fetched; the sentence says from where and why."""


class NotFound(DownloadFailed):
    """A file that its server does not have."""


class _Interrupted(Exception):
    """What may go better the next time."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


class _PartRefused(_Interrupted):
    """The part that is here is of a file that is no longer there."""


@dataclass(frozen=True)
class Fetched:
    """What a server said of a file.

    Attributes
    ----------
    modified_at
        When it last changed there; `None` if that was not said.
    """

    modified_at: datetime | None
    size_bytes: int


def fetch(
    url: str,
    target: Path,
    *,
    body: bytes | None = None,
    limit_bytes: int,
    timeout_s: float = TIMEOUT_S,
    progress: Progress | None = None,
) -> Fetched:
    """Fetch a file; a part of it that came before is kept and completed.

    A busy server is asked again after the time it says, else after longer and longer ones. What it
    answers packed with gzip stays packed.

    Parameters
    ----------
    body
        What to send; then nothing is kept of an interrupted answer.
    limit_bytes
        More than this is refused.
    timeout_s
        How long to wait for anything to come.

    Raises
    ------
    NotFound, DownloadFailed
    """
    part = target.with_name(f"{target.name}.part")
    reason = ""
    for attempt in range(ATTEMPTS):
        try:
            fetched = _try(url, part, body, limit_bytes, timeout_s, progress)
        except _Interrupted as error:
            if isinstance(error, _PartRefused):
                _kept(part).unlink(missing_ok=True)
            reason = error.reason
            wait_s: float = BACKOFF_S[min(attempt, len(BACKOFF_S) - 1)]
            if error.wait_s is not None:
                wait_s = max(0, error.wait_s)
            if wait_s > LONGEST_WAIT_S:
                raise DownloadFailed(
                    f"{host(url)} asks to be left alone for {wait_s / 60:.0f} minutes: try later."
                ) from error
            if attempt + 1 < ATTEMPTS:
                time.sleep(wait_s)
        else:
            part.replace(target)
            _kept(part).unlink(missing_ok=True)
            return fetched
    raise DownloadFailed(f"{host(url)} {reason}.")


def ask(url: str) -> Fetched:
    """Return what a server says of a file without fetching it; of an unknown size, 0."""
    try:
        with _open(_request(url, method="HEAD"), TIMEOUT_S) as answer:
            return Fetched(
                _date(answer.headers.get("Last-Modified")),
                _number(answer.headers.get("Content-Length")) or 0,
            )
    except _Interrupted as error:
        raise DownloadFailed(f"{host(url)} {error.reason}.") from error


def read(url: str, *, body: bytes | None = None, timeout_s: float = TIMEOUT_S) -> bytes:
    """Return a short answer, such as a checksum or a number."""
    try:
        with _open(_request(url, body), timeout_s) as answer:
            return answer.read(MESSAGE_BYTES)
    except _Interrupted as error:
        raise DownloadFailed(f"{host(url)} {error.reason}.") from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadFailed(f"{host(url)} broke off.") from error


def md5(path: Path) -> str:
    """Return a file's MD5: what mirrors publish to tell a download that broke."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def discard(target: Path) -> None:
    """Remove a download and what is left of an interrupted one."""
    part = target.with_name(f"{target.name}.part")
    for path in (target, part, _kept(part)):
        path.unlink(missing_ok=True)


def _try(
    url: str,
    part: Path,
    body: bytes | None,
    limit_bytes: int,
    timeout_s: float,
    progress: Progress | None,
) -> Fetched:
    have, token = (0, "") if body is not None else _part_of(part, url)
    request = _request(url, body)
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", token)
    with _open(request, timeout_s) as answer:
        if have and answer.status == 206:
            begins = answer.headers.get("Content-Range", "").removeprefix("bytes ").split("-")[0]
            if begins != str(have):
                raise _PartRefused("answered with another part than was asked for", 0)
        else:
            have = 0
        size = _number(answer.headers.get("Content-Length"))
        _check_size(url, have, size, limit_bytes, part.parent)
        _keep(part, url, answer.headers)
        came = have
        with part.open("ab" if have else "wb") as file:
            try:
                while chunk := answer.read(CHUNK_BYTES):
                    came += len(chunk)
                    if came > limit_bytes:
                        raise DownloadFailed(_too_large(url, limit_bytes))
                    file.write(chunk)
                    if progress:
                        progress(came)
            except TimeoutError:
                raise _Interrupted("fell silent in the middle of its answer") from None
            except (http.client.HTTPException, ssl.SSLError, ConnectionError):
                raise _Interrupted("broke off in the middle of its answer") from None
        if size is not None and came < have + size:
            raise _Interrupted("broke off in the middle of its answer")
        return Fetched(_date(answer.headers.get("Last-Modified")), came)


def _request(url: str, body: bytes | None = None, method: str | None = None) -> Request:
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise DownloadFailed(f"{url} is no address that begins with http:// or https://.")
    # Servers ask to be told what asks them: https://operations.osmfoundation.org/policies/
    headers = {
        "User-Agent": f"heritage-map/0.1 update_territory ({settings.TERRITORY})",
        "Accept-Encoding": "identity" if body is None else "gzip",
    }
    return Request(url, data=body, headers=headers, method=method)  # noqa: S310  # checked above


def _open(request: Request, timeout_s: float) -> http.client.HTTPResponse:
    url = request.full_url
    try:
        answer: http.client.HTTPResponse = urlopen(request, timeout=timeout_s)  # noqa: S310
        return answer
    except HTTPError as error:
        with error:
            if error.code == 404:
                raise NotFound(f"{host(url)} has no {urlsplit(url).path}.") from error
            if error.code == 416:  # more than there is: the part is of another file
                raise _PartRefused("has changed the file meanwhile", 0) from error
            if error.code in BUSY:
                raise _Interrupted(
                    f"is busy (it answered {error.code})",
                    _seconds(error.headers.get("Retry-After")),
                ) from error
            raise DownloadFailed(f"{host(url)} answered {error.code} {error.reason}.") from error
    except TimeoutError as error:
        raise _Interrupted(f"did not answer in {timeout_s:.0f} seconds") from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _Interrupted(f"did not answer in {timeout_s:.0f} seconds") from error
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise DownloadFailed(
                f"{host(url)} shows a certificate that this machine does not trust."
            ) from error
        raise DownloadFailed(
            f"{host(url)} cannot be reached: is there a connection? (HTTPS_PROXY names a proxy.)"
        ) from error
    except (http.client.HTTPException, ConnectionError) as error:
        raise _Interrupted("broke off before it answered") from error


def _part_of(part: Path, url: str) -> tuple[int, str]:
    """Return how much of a file is here, and what tells its version; 0 where that is not known."""
    with suppress(OSError, ValueError, KeyError):
        kept = json.loads(_kept(part).read_text(encoding="utf-8"))
        if kept["url"] == url and kept["token"]:
            return part.stat().st_size, kept["token"]
    return 0, ""


def _keep(part: Path, url: str, headers: http.client.HTTPMessage) -> None:
    token = headers.get("ETag", "")
    if not token or token.startswith("W/"):  # a weak one does not tell versions byte by byte
        token = headers.get("Last-Modified", "")
    _kept(part).write_text(json.dumps({"url": url, "token": token}), encoding="utf-8")


def _kept(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _check_size(url: str, have: int, size: int | None, limit_bytes: int, folder: Path) -> None:
    if size is None:
        return
    if have + size > limit_bytes:
        raise DownloadFailed(_too_large(url, limit_bytes))
    free = shutil.disk_usage(folder).free
    if size + SPARE_DISK_BYTES > free:
        raise DownloadFailed(
            f"The disk has room for {free / 1e6:.0f} MB, and {url} takes {size / 1e6:.0f} MB."
        )


def _too_large(url: str, limit_bytes: int) -> str:
    return f"{host(url)} sends more than the {limit_bytes / 1e6:.0f} MB that are taken."


def _seconds(text: str | None) -> float | None:
    """Return the seconds of a ``Retry-After``, which is a number or a date."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    moment = _date(text)
    return None if moment is None else (moment - datetime.now(UTC)).total_seconds()


def _date(text: str | None) -> datetime | None:
    with suppress(TypeError, ValueError):
        moment = parsedate_to_datetime(text or "")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def host(url: str) -> str:
    """Return the server in an address, without a password."""
    return urlsplit(url).netloc.rpartition("@")[2] or url
