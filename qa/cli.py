"""The command line: ``release-qa``. Thin: each command calls Python's own interface and prints what it gives.

Invariant: nothing heavy is imported before a command needs it; a user's mistake is one line on standard error and
exit code 2, never a traceback. Exit codes: 0 answered or done, 1 nothing found, 2 wrong use or a broken index.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from index.errors import ReleaseQAError

ANSWERED, NOTHING_FOUND, WRONG, STOPPED = 0, 1, 2, 130


A_FILE = click.Path(path_type=Path)


class _AsWritten(click.Group):
    """Lists its commands in the order in which they are written: what is used most comes first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_AsWritten)
def app() -> None:
    """Ask questions of a folder of press releases; get exact, checked quotes. Nothing leaves this computer."""


the_index = click.option(
    "--index",
    type=A_FILE,
    metavar="DIR",
    envvar="RELEASE_QA_INDEX",
    default="release-index",
    show_default=True,
    help="The index directory.",
)
as_record = click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")


def main() -> NoReturn:
    """The console script: made for one question in a process of its own, which is over before most of Python's habits
    pay: no second BLAS thread to spin beside the first, few collections of garbage, and nothing taken apart at the end.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000)
    code = run(sys.argv[1:])
    with suppress(OSError):  # what could not be written, ``run`` has said
        sys.stdout.flush()
        sys.stderr.flush()
    atexit._run_exitfuncs()  # scratch folders are still removed
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    from qa import cli_ask, cli_eval, cli_index, cli_inspect, cli_words  # noqa: F401 (they add their commands to ``app``)

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _call(list(arguments) or ["--help"])
        sys.stdout.flush()
    except ReleaseQAError as error:
        return complain(str(error))
    except BrokenPipeError:
        return ANSWERED  # the same, found at the last flush
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        where = f"{error.filename}: " if error.filename else ""
        then = " Next: free some room, then run the same command again" if full else ""
        return complain(f"{where}{error.strerror or error}.{then}")
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        complain("stopped.")
    return code


def complain(line: str) -> int:
    """Say what is wrong, in one line on standard error; the exit code for it."""
    from qa.show import clean

    print(f"release-qa: {clean(line)}", file=sys.stderr)
    return WRONG


def _call(arguments: list[str]) -> int:
    try:
        result = app.main(arguments, prog_name="release-qa", standalone_mode=False)
    except click.Abort:
        return STOPPED
    except SystemExit:
        return ANSWERED  # how click ends when whoever read us has enough (``| head``)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        return ANSWERED
    except click.ClickException as error:
        return complain(f"{error.format_message()} Next: release-qa --help")
    return result if isinstance(result, int) else ANSWERED
