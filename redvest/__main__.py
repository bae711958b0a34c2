"""The console script ``redvest``: Django's commands and ours, with a database behind them."""

import os
import sys

# Commands that change the schema or replace everything work as the owner of the database.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "backup", "restore", "dbshell"}
# Commands that need no database at all.
WITHOUT_DATABASE = {"help", "--help", "-h", "--version", "version", "makemigrations", "stop"}


# What ``redvest verify`` checks from a file or a text alone, on any machine.
OFFLINE = ("--offline", "--proof", "--certificate", "--hours")


def is_offline(command: str, words: list[str]) -> bool:
    """Whether a command needs no database, seen how it is called."""
    if command in WITHOUT_DATABASE:
        return True
    return command == "verify" and any(word.split("=")[0] in OFFLINE for word in words)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if not command.startswith("-"):
        command = command.replace("-", "_")
        sys.argv[1:2] = [command] if len(sys.argv) > 1 else []
    if command in OWNER_COMMANDS:
        os.environ.setdefault("REDVEST_DB_ROLE", "owner")
    if command == "serve":
        os.environ.setdefault("REDVEST_POOL", "1")
    if command in ("demo", "replay"):
        from redvest.demo import ground

        ground.choose(sys.argv[2:])
    needs_own = not os.environ.get("DATABASE_URL") and not os.environ.get("REDVEST_NO_DATABASE")
    if needs_own and not is_offline(command, sys.argv[2:]):
        from redvest import embedded
        from redvest.embedded_errors import EmbeddedError

        try:
            embedded.ensure_running()
        except EmbeddedError as error:
            sys.exit(str(error))
    from redvest.core.messages import compile_stale

    compile_stale()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["redvest", *sys.argv[1:]])


if __name__ == "__main__":
    main()
