"""What is set up wrong is said at start-up, with a hint."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, run_checks

from heritage_map import checks

OWN = "heritage_map."


def found(**options: Any) -> dict[str, CheckMessage]:
    """Return this project's messages by id."""
    return {
        message.id: message
        for message in run_checks(**options)
        if message.id is not None and message.id.startswith(OWN)
    }


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_territory_is_answered_with_one_sentence_that_lists_those_there_are():
    result = manage("check", TERRITORY="nowhere")
    assert result.returncode == 1
    assert result.stderr == (
        "heritage_map.E001: There is no territory “nowhere”. Set TERRITORY to one of: guelmim.\n"
    )


def test_a_folder_that_cannot_be_written_to_is_named(settings, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    assert "heritage_map.E002" not in found()
    settings.VAR_DIR = tmp_path / "missing"
    assert str(settings.VAR_DIR) in found()["heritage_map.E002"].msg


def test_a_front_end_that_is_not_built_is_said_with_the_command(settings, tmp_path: Path):
    settings.BASE_DIR = tmp_path
    warning = found()["heritage_map.W003"]
    assert "site.css" in warning.msg
    assert "npm run build" in str(warning.hint)
    (tmp_path / "static").mkdir()
    for name in checks.BUNDLE:
        (tmp_path / "static" / name).touch()
    assert "heritage_map.W003" not in found()


@pytest.mark.django_db
def test_a_postgis_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch):
    assert "heritage_map.E004" not in found(databases=["default"])
    monkeypatch.setattr(checks, "POSTGIS_NEEDED", (99, 0))
    assert "99.0 is needed" in found(databases=["default"])["heritage_map.E004"].msg


@pytest.mark.parametrize("key", ["short", "a" * 60])
def test_a_weak_secret_is_refused_where_the_public_comes(settings, key):
    settings.SECRET_KEY, settings.BEHIND_HTTPS, settings.DEBUG = key, True, False
    assert "heritage_map.E005" in found()
    settings.BEHIND_HTTPS = False
    assert "heritage_map.E005" not in found()


def test_the_secret_that_the_site_makes_for_itself_is_strong(settings, tmp_path: Path):
    from heritage_map.settings import _kept_secret

    settings.SECRET_KEY = _kept_secret(tmp_path / "secret_key")
    settings.BEHIND_HTTPS, settings.DEBUG = True, False
    assert "heritage_map.E005" not in found()


def test_a_language_without_compiled_words_is_named(settings, tmp_path: Path):
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("ar", "Arabic"), ("fr", "French"), ("en", "English")]
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "fr" / "LC_MESSAGES" / "django.mo").touch()
    (warning,) = checks.catalogues_are_compiled(None)
    assert "in: ar;" in warning.msg


def test_a_folder_that_cannot_keep_the_compiled_planner_is_named(settings, tmp_path: Path):
    settings.NUMBA_CACHE_DIR = tmp_path / "made" / "later"
    assert "heritage_map.W008" not in found()
    (tmp_path / "file").touch()
    settings.NUMBA_CACHE_DIR = tmp_path / "file" / "numba"
    assert str(settings.NUMBA_CACHE_DIR) in found()["heritage_map.W008"].msg


@pytest.mark.parametrize("heavy", ["numba", "pandas"])
def test_commands_do_not_import_what_only_planning_and_imports_need(heavy: str):
    program = (
        "import django, sys; django.setup(); from heritage_map import urls;"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "heritage_map.settings"},
        check=False,
    )
    assert result.returncode == 0
