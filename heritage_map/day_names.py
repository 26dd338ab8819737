"""The days of the week, marked for translation: Django has no names in Tamazight for them."""

from django.utils.translation import gettext_noop as _

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
