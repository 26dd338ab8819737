"""Accounts at the desk: who signs in, and with which role."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from heritage_map.models import User

# Groups are written by heritage_map.roles: a change made by hand would last until the next release.
admin.site.unregister(Group)
# Of work in the background officers see what it does: geodata.interchange.jobs.
admin.site.unregister(DBTaskResult)


class RolesField(ModelMultipleChoiceField):
    """The roles to choose from, under the names people read."""

    widget = CheckboxSelectMultiple

    def label_from_instance(self, group: Group) -> str:
        """Return the role's name in the reader's language."""
        return gettext(group.name)


@admin.register(User)
class AccountAdmin(UserAdmin):
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_superuser")
    list_filter = ("groups", "is_superuser", "is_active")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("What they may do"), {"fields": ("is_active", "groups", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined"), "classes": ("collapse",)}),
    )
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        """Offer the roles of the table."""
        if db_field.name == "groups":
            return RolesField(Group.objects.order_by("pk"), label=_("Roles"), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)
