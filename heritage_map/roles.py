"""Which role may do what: one table, from which Django's groups are made and kept in step.

What no row grants is denied. Administrators are Django's superusers: they may do everything, so
they have no row. That an editor's rights end where a record becomes public is not a matter of the
role but of the record: see ``geodata.publication``.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _

OPEN_DESK = "heritage_map.open_desk"

RECORDS = (
    "geodata.place",
    "geodata.event",
    "crafts.craft",
    "crafts.organisation",
    "crafts.artisan",
    "crafts.motif",
    "crafts.product",
    "circuits.circuit",
)
PARTS = (
    "geodata.fact",
    "crafts.tool",
    "crafts.workplace",
    "crafts.salepoint",
    "circuits.stop",
)
SHARED = ("geodata.source", "geodata.photo")
AT_ONCE_PUBLIC = ("geodata.closure", "geodata.road")
INBOX = ("geodata.report",)
FIELD = ("geodata.observation",)
COMPUTED = (
    *("circuits.leg", "circuits.rerouting", "circuits.edition"),
    *("geodata.qualitycount", "heritage_map.tally"),
)
IMPORTS = ("geodata.importbatch",)
HISTORY = ("geodata.revision",)
DRAFTS = ("geodata.draft",)
PEOPLE = ("crafts.artisan",)
PROFILES = ("geodata.importprofile",)

EVERYTHING = (*RECORDS, *PARTS, *SHARED, *AT_ONCE_PUBLIC, *INBOX, *FIELD, *COMPUTED)


def _permissions(actions: tuple[str, ...], models: tuple[str, ...]) -> frozenset[str]:
    """Return permissions such as ``geodata.add_place`` for every action on every model."""
    labels = (model.split(".") for model in models)
    return frozenset(f"{app}.{action}_{name}" for app, name in labels for action in actions)


@dataclass(frozen=True)
class Role:
    """A group of people with the same rights.

    ``name`` is the group's name in the database, ``title`` what people read.
    """

    name: str
    title: Any
    permissions: frozenset[str]


EDITOR = Role(
    "municipality editor",
    _("municipality editor"),
    frozenset({OPEN_DESK})
    | _permissions(("view",), EVERYTHING)
    | _permissions(("add", "change"), (*RECORDS, *PARTS, *SHARED))
    | _permissions(("change",), INBOX)
    # Whether an observation may be decided is a matter of its place: geodata.field.taking_over.
    | _permissions(("add", "change"), FIELD)
    | _permissions(("view", "preview"), IMPORTS)
    | _permissions(("view",), (*PROFILES, *HISTORY, *DRAFTS)),
)
PUBLISHER = Role(
    "municipality publisher",
    _("municipality publisher"),
    EDITOR.permissions
    | _permissions(("publish",), RECORDS)
    | _permissions(("add", "change"), AT_ONCE_PUBLIC)
    | _permissions(("delete",), (*PARTS, *INBOX, "geodata.closure"))
    | _permissions(("apply",), IMPORTS)
    | _permissions(("delete",), PROFILES)
    | _permissions(("restore",), HISTORY)
    | _permissions(("forget",), PEOPLE),
)
OPERATOR = Role("tour operator", _("tour operator"), frozenset())

ROLES = (EDITOR, PUBLISHER, OPERATOR)


def keep_groups(using: str, apps: Apps = installed, **_kwargs: Any) -> None:
    """Make the groups of the table, and give each exactly the permissions of its row.

    Runs after every migration, as a receiver of ``post_migrate``.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return  # migrated back to before there were groups
    # Django makes the permissions app by app, in the same signal: those of the later apps are not
    # there yet when this runs.
    for label in sorted(
        {permission.split(".")[0] for role in ROLES for permission in role.permissions}
    ):
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _created = group_model.objects.using(using).get_or_create(name=role.name)
        group.permissions.set(permissions[name] for name in role.permissions if name in permissions)
