"""See to it that somebody can sign in."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from heritage_map.models import User

FIRST_ACCOUNT = "municipality"
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 (no two look alike)
PASSWORD_GROUPS, PASSWORD_GROUP_LENGTH = 4, 4


def new_password() -> str:
    """Return a random password of four groups of four letters: 79 bits, easily copied by hand."""
    return "-".join(
        "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_GROUP_LENGTH))
        for _ in range(PASSWORD_GROUPS)
    )


class Command(BaseCommand):
    help = (
        "Makes an administrator's account if there is none, and prints its password, this once. "
        "With --reset NAME, gives an account a new password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", metavar="NAME", help="the account to give a new password")

    @transaction.atomic
    def handle(self, *args: Any, reset: str | None, **options: Any) -> None:
        """Make or mend one account; print nothing where there is nothing to do."""
        if reset is not None:
            account = User.objects.filter(username=reset).first()
            if account is None:
                raise CommandError(f"There is no account named {reset}.")
        elif User.objects.filter(is_superuser=True, is_active=True).exists():
            return
        elif User.objects.filter(username=FIRST_ACCOUNT).exists():
            raise CommandError(
                f"There is no administrator, and the name {FIRST_ACCOUNT} is taken: "
                "run manage.py createsuperuser with another name."
            )
        else:
            account = User(username=FIRST_ACCOUNT, is_superuser=True, is_staff=True)
        password = new_password()
        account.set_password(password)
        account.save()
        self.stdout.write(
            f"Sign in at /manage/ as {account.username} with password {password}; "
            "it is shown only this once."
        )
