"""Settings of the site, from the environment.

DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS, DEBUG, TERRITORY, TERRITORIES_DIR, OVERPASS_URL, RELEASE
and VAR_DIR are read here; see docs/running.md. The defaults serve a developer's machine;
heritage_map/checks.py refuses the ones that must not reach production.
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django.conf.locale
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from circuits.planner import compile as planner
from geodata import territory

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
DEBUG = os.environ.get("DEBUG", "") not in {"", "0"}

TERRITORY = os.environ.get("TERRITORY", "guelmim")
TERRITORIES_DIR = Path(
    os.environ.get("TERRITORIES_DIR") or BASE_DIR / "geodata" / "territories"
).resolve()
TERRITORY_DIR = TERRITORIES_DIR / TERRITORY
if not (TERRITORY_DIR / "territory.json").is_file():
    known = ", ".join(sorted(file.parent.name for file in TERRITORIES_DIR.glob("*/territory.json")))
    raise ImproperlyConfigured(
        f"heritage_map.E001: There is no territory “{TERRITORY}”. Set TERRITORY to one of: "
        f"{known or f'(none in {TERRITORIES_DIR})'}."
    )

# Names what is deployed. Phones fetch a new version of the app when it changes; they also do when
# its files change, so that it may stay empty.
RELEASE = os.environ.get("RELEASE", "")

# numba reads it when it is imported, which is later.
NUMBA_CACHE_DIR = Path(os.environ.setdefault(planner.CACHE, str(planner.folder(VAR_DIR))))

# Where update_territory asks for map data, in this order; with commas in the environment.
OVERPASS_URLS = [
    url.strip()
    for url in os.environ.get(
        "OVERPASS_URL",
        "https://overpass-api.de/api/interpreter,https://overpass.private.coffee/api/interpreter",
    ).split(",")
    if url.strip()
]


def _kept_secret(path: Path) -> str:
    """Return the secret kept in a file, made on first use and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
BEHIND_HTTPS = os.environ.get("BEHIND_HTTPS", "") not in {"", "0"}

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose forms it extends
    "django_tasks_db",  # before heritage_map, which keeps it off the desk
    "heritage_map",
    "geodata",
    "crafts",
    "circuits",
    "heritage_map.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "leaflet",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "heritage_map.health.HealthMiddleware",
    "geodata.basemap.serving.BasemapMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heritage_map.errors.DomainErrorMiddleware",
    "heritage_map.visits.counting.CountingMiddleware",
]

ROOT_URLCONF = "heritage_map.urls"
WSGI_APPLICATION = "heritage_map.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "heritage_map.context_processors.shell",
            ],
        },
    },
]


def database(url: str) -> dict[str, Any]:
    """Return Django's database settings for a ``postgis://`` URL.

    Parameters in the query (``?host=/a/socket/folder&user=...``) win over the parts before it, so
    that a Unix socket can be named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgis", "postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgis://, not {parts.scheme}://")
    named = {
        "host": parts.hostname or "",
        "port": str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    } | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        **{key.upper(): value for key, value in named.items()},
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgis:///heritage_map"))}
# What takes longer than a request is done by `manage.py work`, beside the site or elsewhere.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "heritage_map.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]


def _wheel_library(package: str, name: str) -> str:
    """Return the path of a shared library that a Python wheel carries.

    GeoDjango then runs on the same GDAL and GEOS as geopandas: one of each in the process, and
    nothing to install.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed: run script/bootstrap.")
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    return str(next(folder.glob(f"{name}-*.so*")))


GDAL_LIBRARY_PATH = os.environ.get("GDAL_LIBRARY_PATH") or _wheel_library("pyogrio", "libgdal")
GEOS_LIBRARY_PATH = os.environ.get("GEOS_LIBRARY_PATH") or _wheel_library("shapely", "libgeos_c")

# Standard Moroccan Tamazight is not in Django's own list of languages.
django.conf.locale.LANG_INFO["zgh"] = {
    "bidi": False,
    "code": "zgh",
    "name": "Standard Moroccan Tamazight",
    "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}
LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("zgh", _("Tamazight")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["heritage_map.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = territory.read(TERRITORY_DIR).timezone.key
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("fr", "en", "ar"),
    "fr": ("en", "ar"),
    "ar": ("fr", "en"),
    "en": ("fr", "ar"),
}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Where browsers get the basemap, if not from here: the address of an object store or a CDN under
# which <version>.pmtiles lies.
BASEMAP_URL = os.environ.get("BASEMAP_URL", "").rstrip("/")

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "connect-src": [CSP.SELF, *([f"{BASEMAP_URL}/"] if "://" in BASEMAP_URL else [])],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes ask over HTTP
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# No tiles from anybody: the desk draws what the site itself knows.
LEAFLET_CONFIG: dict[str, Any] = {"TILES": []}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # What prints tells of every table of every font, and of every rule that is not for paper.
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
