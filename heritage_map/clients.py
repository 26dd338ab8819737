"""Tell whether the client of a request is still there."""

import select
from collections.abc import Callable

from django.http import HttpRequest

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
