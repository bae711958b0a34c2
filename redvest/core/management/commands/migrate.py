"""Migrate as the owner, then renew what the application's role may do."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate

from redvest.db import harden_database, prepare_database
from redvest.insight.services.rolling import install as keep_tallies


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        prepare_database()
        super().handle(*args, **options)
        call_command("createcachetable", verbosity=0)
        harden_database(settings.APP_ROLE)
        keep_tallies()
