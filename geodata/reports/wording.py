"""The words of reports, for the scripts that write them down on a phone and send them."""

from __future__ import annotations

from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from geodata.models import Report
from geodata.reports.form import NO_WORDS, NOWHERE
from geodata.templatetags import map_texts

_LENGTHS = ("metres", "kilometres", "locate_refused", "locate_failed", "locating")


def texts() -> dict[str, Any]:
    """Return every sentence by the key that the scripts use."""
    lengths = {name: text for name, text in map_texts.texts().items() if name in _LENGTHS}
    kinds = {f"kind_{kind.value}": str(kind.label) for kind in Report.Kind}
    return {"decimal_mark": get_format("DECIMAL_SEPARATOR")} | lengths | kinds | _sentences()


def _sentences() -> dict[str, str]:
    return {
        "no_kind": _("Choose what is wrong."),
        "no_words": str(NO_WORDS),
        "nowhere": str(NOWHERE),
        "bad_photo": _("This phone cannot read that photo: choose another one, or send none."),
        "no_room": _("There is no room on this phone for the report: leave the photo out."),
        "here": _("Your position is added, good to %(distance)s."),
        "not_in_town": _("You are not in town: your position would not help, and is left out."),
        "sending": _("It is being sent…"),
        "thanks_sent": _("It has arrived at the municipality."),
        "thanks_waiting": _(
            "It waits on your phone and leaves by itself as soon as there is a connection. You "
            "can close this page and walk on."
        ),
        "thanks_refused": _("The municipality’s site did not take it. See below what to mend."),
        "waiting_count": _("Waiting on your phone: %(number)d"),
        "refused_count": _("To be mended: %(number)d"),
        "sent_count": _("Sent: %(number)d"),
        "waiting": _("waiting on your phone"),
        "waiting_busy": _("the site is busy; it is sent later by itself"),
        "refused": _("was not taken"),
        "sent": _("sent"),
        "written": _("written on %(date)s"),
        "see": _("What has become of it"),
        "send_now": _("Send now"),
        "change": _("Change"),
        "delete": _("Delete"),
        "still_waiting": _("There is no connection yet. It goes on waiting."),
        "no_place": _("without a place"),
    }
