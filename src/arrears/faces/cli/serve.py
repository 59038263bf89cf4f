"""Serving: the web server and the worker as processes of ours, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

import click

from arrears.faces.cli.words import gettext as _
from arrears.foundation.migrating import migrate

STOP_SECONDS = 10
STACK_BYTES = 16 * 1024 * 1024


class Stopped(Exception):
    """The process was asked to end."""


def web_environment() -> dict[str, str]:
    """What the web server is started with: linear algebra that reads a note takes more stack than a thread of it has
    by default."""
    own = {"RUST_MIN_STACK": str(STACK_BYTES)}
    return {**own, **os.environ, "DJANGO_SETTINGS_MODULE": "arrears.config.settings"}


def web_command(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "arrears.config.wsgi:application",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def run_together(commands: Sequence[Sequence[str]], ready: str | None = None) -> int:
    """Run processes until one ends or we are asked to stop; then stop them all. Returns an exit code.

    `ready` is an address that is asked until it answers; its answer ends the waiting, not the run.
    """
    environment = web_environment()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    running = [subprocess.Popen(command, env=environment, start_new_session=True) for command in commands]
    try:
        if ready:
            _wait_for(ready, running)
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
        return next(process.returncode or 0 for process in running if process.poll() is not None)
    except Stopped:
        return 0
    finally:
        _end(running)


def _wait_for(address: str, running: Sequence[subprocess.Popen[bytes]]) -> None:
    for _attempt in range(300):
        if any(process.poll() is not None for process in running):
            return
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                click.echo(_("Serving on {address} (Ctrl-C stops everything)").format(address=address))
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@click.command(help=_("Serve the workbench and the API on HOST:PORT, and run the worker."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    migrate()
    address = f"http://{host}:{port}/accounts/login/"
    sys.exit(run_together([web_command(host, port, workers), worker_command()], ready=address))


@click.command(help=_("Run the worker alone."))
def worker() -> None:
    migrate()
    sys.exit(run_together([worker_command()]))
