"""The web UI: ``python app.py`` or ``release-qa-web`` serves an index on this computer and prints the address.

Invariant: whatever goes wrong (no index, a taken port, a full disk, Ctrl-C) ends in one clear line and an exit code:
0 stopped by the user, 2 wrong use, a broken index or a failed build. Nothing is sent anywhere; only loopback listens
unless an access word or an explicit flag says otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import ipaddress
import multiprocessing
import os
import re
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import NoIndex, ReleaseQAError, UsageError

if TYPE_CHECKING:
    from qa.desk import Desk

SAMPLES = Path(__file__).resolve().parent / "samples"
DEFAULT_INDEX = Path("release-index")
SAMPLES_INDEX = Path("release-index-samples")
_SAMPLES_NOTE = (
    "These are sample releases written for this project. Serve your own with: make run RELEASES=path/to/folder "
    "(or release-qa-web --releases path/to/folder)"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the server until Ctrl-C; the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        listener = _listen(arguments)
        with listener:
            _serve(arguments, listener)
    except ReleaseQAError as error:
        print(f"release-qa-web: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"release-qa-web: {error.filename or 'the system'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return _leave()


def _leave() -> int:
    """Stop at once. A thread inside the model or a rebuild cannot be ended politely, and Python aborts when it ends
    under one; an index is whole whenever its build is killed, so the process may simply go."""
    print("\nStopped.", file=sys.stderr, flush=True)
    for child in multiprocessing.active_children():
        child.terminate()
    if any(thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        os._exit(0)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="release-qa-web", description="Ask an archive of press releases in the browser. Ctrl-C stops it."
    )
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="serve this index (default: ./release-index if there is one, else the samples)",
    )
    parser.add_argument(
        "--releases",
        type=Path,
        metavar="FOLDER",
        help="serve this folder of releases from an index of its own, brought up to date first",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this computer only)"
    )
    parser.add_argument("--port", type=int, default=7860, help="port to listen on, 0 for any free one (default: 7860)")
    parser.add_argument(
        "--token",
        default=os.environ.get("RELEASE_QA_TOKEN"),
        metavar="WORD",
        help="ask everyone for this access word (default: $RELEASE_QA_TOKEN)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another host name by which this server may be called; repeatable",
    )
    parser.add_argument(
        "--llm",
        metavar="URL",
        help="an OpenAI-compatible language model, to tell answers too (default: $RELEASE_QA_LLM)",
    )
    parser.add_argument(
        "--rerank",
        metavar="MODEL",
        default=os.environ.get("RELEASE_QA_RERANK"),
        help="a cross-encoder that reads the first hits again (default: $RELEASE_QA_RERANK)",
    )
    parser.add_argument("--llm-model", metavar="NAME", help="that model's name (default: $RELEASE_QA_LLM_MODEL)")
    parser.add_argument("--open-to-all", action="store_true", help="listen beyond this computer without an access word")
    return parser  # fmt: skip


def _listen(arguments: argparse.Namespace) -> socket.socket:
    """The bound socket, first of all, so that a taken port is said at once; UsageError when it cannot be had."""
    if not _is_loopback(arguments.host) and not arguments.token and not arguments.open_to_all:
        raise UsageError(
            f"{arguments.host} can be reached from other computers, and no access word is set.",
            next_command="add --token WORD, or --open-to-all if everyone may read this archive",
        )
    family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((arguments.host, arguments.port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot listen on {arguments.host} port {arguments.port}: {reason}.",
            next_command=f"release-qa-web --port {arguments.port + 1 if 0 < arguments.port < 65535 else 0}",
        ) from error
    listener.listen(128)  # whoever follows the printed address at once waits a moment, and is not refused
    return listener


def _serve(arguments: argparse.Namespace, listener: socket.socket) -> None:
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # else it reports home when it is imported
    # Readers are answered side by side; threads within one answer would only wait for each other (3 times the time).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import uvicorn

    from qa.guard import Rules
    from qa.web.compose import compose

    desk = _desk(arguments)
    names = {*Rules().hosts, *arguments.allow_host, arguments.host}
    if arguments.host in {"0.0.0.0", "::"}:
        names.add(socket.gethostname())
    rules = Rules(hosts=frozenset(name.lower() for name in names), token=arguments.token)
    config = uvicorn.Config(
        compose(desk, rules), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    shown = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    print(f"{desk.name} is at {address} ({desk.corpus}). Ctrl-C stops it.", flush=True)
    desk.warm()
    uvicorn.Server(config).run(sockets=[listener])


def _desk(arguments: argparse.Namespace) -> Desk:
    """The archive to serve: the index named, the folder named, ./release-index, or the samples."""
    from qa import open_index
    from qa.desk import Desk
    from qa.endpoint import endpoint

    writable = bool(arguments.token) or _is_loopback(arguments.host)
    llm = endpoint(arguments.llm, arguments.llm_model)
    index, note = _index(arguments)
    archive = open_index(index, verify="background", reranker=arguments.rerank)
    return Desk(archive, note=note, writable=writable, llm=llm)


def _index(arguments: argparse.Namespace) -> tuple[Path, str]:
    """The index directory, brought up to date where it is ours to keep, and what the first page says of it."""
    if arguments.index and arguments.releases:
        raise UsageError("--index and --releases exclude each other.", next_command="release-qa-web --help")
    if arguments.index:
        return arguments.index, ""
    if arguments.releases:
        return _built(arguments.releases, index_of(arguments.releases)), ""
    if DEFAULT_INDEX.is_dir():
        return DEFAULT_INDEX, ""
    if not SAMPLES.is_dir():
        raise NoIndex("there is no index here.", path=DEFAULT_INDEX, next_command="release-qa-web --releases FOLDER")
    return _built(SAMPLES, SAMPLES_INDEX), _SAMPLES_NOTE


def index_of(releases: Path) -> Path:
    """Where the index of a folder served by ``--releases`` lies: "release-index-<name>-<hash of its whole path>"."""
    whole = releases.expanduser().resolve()
    name = re.sub(r"[^\w.-]+", "-", whole.name).strip("-.") or "folder"
    return Path(f"release-index-{name}-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:8]}")


def _built(releases: Path, index_dir: Path) -> Path:
    """Build ``index_dir`` from ``releases`` or bring it up to date, saying so; the index directory."""
    from index import build_index
    from index.records import Progress

    print(f"Bringing {index_dir} up to date with {releases} …", flush=True)

    def show(progress: Progress) -> None:
        if sys.stderr.isatty():
            print(
                f"\r  {progress.stage} {progress.done:,} of {progress.total:,}   ", end="", file=sys.stderr, flush=True
            )

    report = build_index([releases], index_dir, add=True, progress=show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(f"  {report.read:,} releases, {report.passages:,} passages, {report.seconds:.1f} s", flush=True)
    for skip in report.skipped:
        print(f"  skipped {skip.path}: {skip.reason}", file=sys.stderr)
    return index_dir


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    sys.exit(main())
