"""What is to be known of the client of a request, and no more than that."""

import secrets
import select
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

# Whatever tells that the other side has closed its end, where the system knows of it.
GONE = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)


def has_left(request: HttpRequest) -> Callable[[], bool]:
    """Return a function that looks at the client's socket, without reading from it.

    Only gunicorn shows it; of other servers' clients nobody knows, and they count as there.
    """
    socket = request.META.get("gunicorn.socket")
    if socket is None:
        return lambda: False
    poll = select.poll()
    poll.register(socket, GONE)

    def look() -> bool:
        return any(event & (GONE | select.POLLNVAL) for _file, event in poll.poll(0))

    return look


class TooOften(Exception):
    """A client who is to come back later; ``str()`` of it says so."""

    retry_after_s = 3600

    def __init__(self) -> None:
        super().__init__(_("That was often enough for now: try again in an hour."))


class OfAnotherSite(Exception):
    """Something that visitors send from our own pages only; ``str()`` of it says so."""

    def __init__(self) -> None:
        super().__init__(_("This is sent from the pages of this site only."))


@dataclass
class Allowance:
    """How often each client may do something in an hour, without knowing who did.

    Clients are told apart by a digest of their address with a salt that is in the memory of this
    process only, and is thrown away with all counts after the hour. So each process counts for
    itself.
    """

    most: int
    hour: int = 0
    salt: bytes = b""
    counts: Counter[bytes] = field(default_factory=Counter)

    def take(self, request: HttpRequest) -> None:
        """Count the client of a request once more; raise `TooOften` past the allowance."""
        hour = int(timezone.now().timestamp() // 3600)
        if hour != self.hour or len(self.counts) > MOST_CLIENTS:
            self.hour, self.salt = hour, secrets.token_bytes(16)
            self.counts.clear()
        client = blake2b(_network(request).encode(), key=self.salt, digest_size=8).digest()
        self.counts[client] += 1
        if self.counts[client] > self.most:
            raise TooOften


MOST_CLIENTS = 100_000  # in memory; more come only when somebody makes addresses up


def refuse_other_sites(request: HttpRequest) -> None:
    """Raise `OfAnotherSite` for what a browser sends for another site's page, as browsers tell.

    For what needs no cookie, and so no token against forgery. Programs that are no browsers pass.
    """
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise OfAnotherSite


def _network(request: HttpRequest) -> str:
    """Return the address that a request comes from; of IPv6, the part that is a household's.

    Behind a proxy of our own the last address that it passes on is the one it has seen itself.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_HTTPS:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found)
