"""Migrate as the owner, then renew what the application's role may do."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as Migrate

from redvest.core.schema import changed, put_stamps
from redvest.db import harden_database, prepare_database
from redvest.insight.services.rolling import install as keep_tallies

OTHER_VERSION = (
    "这个数据库是由另一个版本建立的（{names}），这个版本不能使用它，也没有改动它。"
    "请换回原来的版本，或另指定一个空的数据库。"
    "Another version set up this database; go back to it, or name an empty database."
)


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        if names := changed():
            raise CommandError(OTHER_VERSION.format(names="、".join(names)))
        prepare_database()
        super().handle(*args, **options)
        put_stamps()
        call_command("createcachetable", verbosity=0)
        harden_database(settings.APP_ROLE)
        keep_tallies()
