"""The `rainer` command. Each command is a module of `rainer.config.commands`, imported only when it is named."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from rainer.common.errors import RainerError

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "doctor": "doctor",
    "workload": "workload",
    "import": "importing",
    "rules": "rules",
    "export": "exporting",
    "log": "log",
    "assurance": "assurance",
    "bench": "bench",
    "backup": "backup",
    "restore": "restore",
}


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="rainer", description="The working system of a probation service.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    named = words[0] if words and words[0] in COMMANDS else None
    for name, module in COMMANDS.items():
        if named is None or name == named:
            import_module(f"rainer.config.commands.{module}").add_arguments(commands)
    arguments = parser.parse_args(words)
    try:
        command = import_module(f"rainer.config.commands.{COMMANDS[arguments.command]}")
        return int(command.run(arguments) or 0)
    except RainerError as error:
        print(f"rainer: {error.message}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever was reading has seen enough (`| head`): not a fault. What is left unwritten goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        said = _said_of(error)
        if not said:
            raise
        print(f"rainer: {said}", file=sys.stderr)
        return 2


def _said_of(error: Exception) -> str:
    """One sentence for what is wrong around Rainer, not in it: a file or a database that is not to be had."""
    import psycopg
    from django.db import OperationalError

    if isinstance(error, OperationalError | psycopg.OperationalError):
        reason = str(error).strip().split("\n")[0]
        return f"The database does not answer ({reason}). Look at DATABASE_URL, and whether the server runs."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be read or written: {error.strerror}."
    return ""


if __name__ == "__main__":
    sys.exit(main())
