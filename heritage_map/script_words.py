"""Words of the scripts of Django's desk that its Arabic and Spanish catalogues do not have.

The catalogue that those scripts get is made from Django's own files alone, and what these lack is
said in the language of the site. So our catalogue, which has it, is asked afterwards.
"""

from __future__ import annotations

from gettext import c2py
from typing import Any

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog

WORDS = (
    _("server"),
    _("Today (%(date)s)"),
    _("Yesterday (%(date)s)"),
    _("Tomorrow (%(date)s)"),
    _("Previous (%(month)s %(year)s)"),
    _("Next (%(month)s %(year)s)"),
    _("%(month)s %(day)s, %(year)s"),
    _("%s (today, current selection)"),
    _("%s (today)"),
    _("%s (current selection)"),
    _(
        "You have selected an action, and you haven’t made any changes on individual fields. "
        "You’re probably looking for the Run button rather than the Save button."
    ),
)
EXAMPLES = (*range(200), 1_000_000)  # numbers that have every form of every language among them


def _ahead(count: int) -> str:
    return ngettext(
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour ahead.)",
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hours ahead.)",
        count,
    )


def _behind(count: int) -> str:
    return ngettext(
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour behind.)",
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hours behind.)",
        count,
    )


class DeskCatalog(JavaScriptCatalog):
    """What the scripts of Django's desk say, in the language of the desk."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Return Django's words, and ours of those that we know."""
        catalog: dict[str, Any] = super().get_catalog()
        catalog |= {word: said for word in WORDS if (said := gettext(word)) != word}
        form_of = c2py(str(self.get_plural() or "n != 1"))
        for told in (_ahead, _behind):
            with override(None):
                key = told(1)
            forms = {form_of(number): told(number) for number in EXAMPLES}
            if key not in forms.values():
                catalog[key] = [forms[form] for form in sorted(forms)]
        return catalog
