"""Find what is set up wrong at start-up, with a hint, before a visitor does.

Django runs these with every command; ``manage.py check`` runs them alone. E001, a territory that
does not exist, is raised by the settings themselves: they cannot be read without one.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.utils import DatabaseError

from geodata import basemap

POSTGIS_NEEDED = (3, 3)
SECRET_KEY_LENGTH = 50
SECRET_KEY_LETTERS = 5
BUNDLE = ("site.css", "manage.js", "manage.css")
SOURCE_LANGUAGE = "en"


@register
def var_dir_is_writable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E002: what the site generates has a place to go."""
    folder = settings.VAR_DIR
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The folder of everything generated cannot be written to: {folder}.",
            hint="Give this user the right to write there, or set VAR_DIR to another folder.",
            id="heritage_map.E002",
        )
    ]


@register
def bundle_is_built(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W003: the styles and scripts of the pages have been built."""
    folder = settings.BASE_DIR / "static"
    missing = [name for name in BUNDLE if not (folder / name).is_file()]
    if not missing:
        return []
    return [
        Warning(
            f"The front end is not built: {', '.join(missing)} missing in {folder}.",
            hint="Run `npm install` and `npm run build` in frontend/, or script/setup.",
            id="heritage_map.W003",
        )
    ]


@register(Tags.database)
def postgis_is_new_enough(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E004: the database has PostGIS, recent enough.

    A database that cannot be reached is not reported here: Django says that itself.
    """
    messages: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT coalesce(installed_version, default_version)"
                    " FROM pg_available_extensions WHERE name = 'postgis'"
                )
                row = cursor.fetchone()
        except DatabaseError:
            continue
        needed = ".".join(str(part) for part in POSTGIS_NEEDED)
        if row is None:
            messages.append(
                Error(
                    f"The server of database “{alias}” has no PostGIS.",
                    hint=f"Install PostGIS {needed} or later for this PostgreSQL.",
                    id="heritage_map.E004",
                )
            )
        elif tuple(int(part) for part in row[0].split(".")[:2]) < POSTGIS_NEEDED:
            messages.append(
                Error(
                    f"The database “{alias}” has PostGIS {row[0]}; {needed} is needed.",
                    hint="Upgrade PostGIS, then run ALTER EXTENSION postgis UPDATE.",
                    id="heritage_map.E004",
                )
            )
    return messages


@register
def secret_key_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E005: a site that faces the public signs its cookies with a secret that cannot be guessed."""
    key = settings.SECRET_KEY
    weak = len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_LETTERS
    if settings.DEBUG or not settings.BEHIND_HTTPS or not weak:
        return []
    return [
        Error(
            "SECRET_KEY is too short to face the public.",
            hint=(
                f"Set it to {SECRET_KEY_LENGTH} random characters or more, or leave it out: one "
                "is then made and kept under VAR_DIR."
            ),
            id="heritage_map.E005",
        )
    ]


@register(Tags.translation)
def catalogues_are_compiled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W006: every language of the site has its words."""
    missing = [
        code
        for code, _name in settings.LANGUAGES
        if code != SOURCE_LANGUAGE
        and not any(
            (Path(folder) / code / "LC_MESSAGES" / "django.mo").is_file()
            for folder in settings.LOCALE_PATHS
        )
    ]
    if not missing:
        return []
    return [
        Warning(
            f"No compiled translations in: {', '.join(missing)}; pages there speak English.",
            hint="Run `manage.py compilemessages`, or script/setup.",
            id="heritage_map.W006",
        )
    ]


@register
def basemap_is_readable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W007: the basemap that serves, where there is one, is a whole file of tiles."""
    folder = basemap.shelf().current()
    if folder is None:
        return []
    try:
        basemap.read(folder)
    except basemap.InvalidArchive as error:
        return [
            Warning(
                f"The basemap in {folder} is not shown. {error}",
                hint="Run `manage.py build_basemap FILE` with an OpenStreetMap extract.",
                id="heritage_map.W007",
            )
        ]
    return []


@register
def compiled_planner_is_kept(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W008: what is compiled of the planner can be kept, so that not every process compiles it."""
    folder = settings.NUMBA_CACHE_DIR
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Warning(
            f"What is compiled of the planner cannot be kept in {folder}: first plans are slow.",
            hint="Give this user the right to write there, or set NUMBA_CACHE_DIR.",
            id="heritage_map.W008",
        )
    ]
