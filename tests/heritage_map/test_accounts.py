"""The first account, and new passwords."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from heritage_map.models import User

SENTENCE = re.compile(
    r"Sign in at /manage/ as (\S+) with password (\S+); it is shown only this once\.\n"
)

pytestmark = pytest.mark.django_db


def ensure_accounts(**options: str) -> str:
    """Run the command and return what it prints."""
    output = StringIO()
    call_command("ensure_accounts", stdout=output, **options)
    return output.getvalue()


def printed(text: str) -> tuple[str, str]:
    """Return the name and the password that the command printed."""
    match = SENTENCE.fullmatch(text)
    assert match is not None
    return match[1], match[2]


def test_the_first_run_makes_an_administrator_who_can_sign_in_with_the_printed_password(
    client,
):
    name, password = printed(ensure_accounts())
    assert name == "municipality"
    response = client.post("/manage/login/", {"username": name, "password": password})
    assert response.status_code == 302
    assert client.get("/manage/heritage_map/user/").status_code == 200


def test_the_password_has_sixteen_letters_that_cannot_be_taken_for_each_other():
    _name, password = printed(ensure_accounts())
    assert re.fullmatch(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert not set(password) & set("ilo01")


def test_the_second_run_prints_nothing_and_changes_nothing():
    ensure_accounts()
    before = User.objects.get().password
    assert ensure_accounts() == ""
    assert User.objects.get().password == before


def test_the_password_is_not_kept_in_clear():
    _name, password = printed(ensure_accounts())
    assert password not in str(User.objects.values().get())


def test_an_administrator_under_another_name_is_enough():
    User.objects.create_superuser("fatima")
    assert ensure_accounts() == ""


def test_an_administrator_whose_account_is_closed_is_not_enough():
    User.objects.create_superuser("fatima", is_active=False)
    assert SENTENCE.fullmatch(ensure_accounts())


def test_a_reset_gives_a_new_password_and_the_old_one_ends(client):
    name, old = printed(ensure_accounts())
    _name, new = printed(ensure_accounts(reset=name))
    assert new != old
    refused = client.post("/manage/login/", {"username": name, "password": old})
    assert refused.status_code == 200
    accepted = client.post("/manage/login/", {"username": name, "password": new})
    assert accepted.status_code == 302


def test_a_reset_of_an_unknown_account_says_so():
    with pytest.raises(CommandError, match=r"There is no account named nobody\."):
        ensure_accounts(reset="nobody")


def test_a_taken_name_is_not_made_an_administrator_behind_its_owners_back():
    User.objects.create_user("municipality")
    with pytest.raises(CommandError, match="createsuperuser"):
        ensure_accounts()
    assert not User.objects.get().is_superuser
