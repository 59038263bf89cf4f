"""Every page of the workbench as every seat that sees it: milliseconds and queries on a sample after one day.

    python -m bench.pages --accounts 2000          a portfolio of its own in a scratch folder
    python -m bench.pages --home /path/of/a/demo   the data that an `arrears demo` left there

The pages are asked in this process through Django's whole stack of middleware, without a socket. Which pages there
are is found as a person finds them: from the start page along links, a few examples of each address.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from bench.machine import machine

SEATS = ("collector", "leader", "strategist", "compliance", "trainer", "admin")
EXAMPLES = 2
PAGES_MAX = 250
HOST = "127.0.0.1"
OURS = "arrears.faces."


@dataclass(frozen=True)
class Page:
    """What one address took: medians and the worst of the runs, in milliseconds."""

    seat: str
    name: str
    address: str
    status: int
    median_ms: float
    p95_ms: float
    queries: int
    kib: int


class Links(HTMLParser):
    """Addresses that a page leads to by GET: links, what htmx fetches, forms that search."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if tag == "a" and "download" not in given:
            self.found += [given[name] for name in ("href", "hx-get") if name in given]
        else:
            self.found += [given["hx-get"]] if "hx-get" in given else []
        if tag == "form" and given.get("method", "get").lower() == "get" and "action" in given:
            self.found.append(given["action"])


def links_of(html: str, base: str) -> Iterator[str]:
    """The addresses of this program that a page leads to, in their order."""
    parser = Links()
    parser.feed(html)
    for link in parser.found:
        address = urldefrag(link).url
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        if not parts.path:
            address = f"{urlsplit(base).path}?{parts.query}" if parts.query else ""
        if address.startswith("/"):
            yield address


def open_program(home: Path) -> None:
    """Bring the program up on the data of a folder."""
    os.environ["ARREARS_HOME"] = str(home)
    os.environ["ARREARS_LANGUAGE"] = "en"
    from arrears.faces.cli.session import open_session  # noqa: PLC0415 - reads the home folder when imported

    open_session()


def prepare(home: Path, accounts: int) -> None:
    environment = {**os.environ, "ARREARS_HOME": str(home), "ARREARS_LANGUAGE": "en"}
    environment.pop("DATABASE_URL", None)
    command = [
        str(Path(sys.executable).parent / "arrears"),
        "demo",
        "--no-serve",
        "--accounts",
        str(accounts),
    ]
    subprocess.run(command, env=environment, check=True, stdout=sys.stderr)


def walker(seat: str) -> tuple[Callable[[str], Any], Callable[[], int]]:
    """What asks for a page as one seat, and what counts the queries since it was last asked."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the program up
    from django.db import connection  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above

    client = Client(raise_request_exception=False, headers={"host": HOST})
    client.force_login(get_user_model().objects.get(username=seat))
    counted = Counter[str]()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted["queries"] += 1
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(count)

    def taken() -> int:
        found, counted["queries"] = counted["queries"], 0
        return found

    return client.get, taken


def name_of(address: str) -> str | None:
    """The name under which an address is known; None for what is not ours (login, files)."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415 - needs the program up

    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    view = found.func
    return found.url_name if view.__module__.startswith(OURS) and hasattr(view, "allowed_roles") else None


def pages_of(seat: str, runs: int) -> Iterator[Page]:
    """Walk from the start page along every link, some examples of each address and query."""
    get, taken = walker(seat)
    ahead, seen, asked = deque(["/"]), {"/"}, Counter[tuple[str, tuple[str, ...]]]()
    while ahead and sum(asked.values()) < PAGES_MAX:
        address = ahead.popleft()
        name = name_of(address)
        keys = tuple(sorted(part.split("=")[0] for part in urlsplit(address).query.split("&") if part))
        if name is None or asked[name, keys] >= EXAMPLES:
            continue
        asked[name, keys] += 1
        get(address)  # templates and catalogues are read once a process
        times, answer = [], None
        for _run in range(runs):
            taken()
            started = time.perf_counter()
            answer = get(address)
            times.append((time.perf_counter() - started) * 1000)
        assert answer is not None
        body = answer.getvalue()
        times.sort()
        worst = times[min(len(times) - 1, int(len(times) * 0.95))]
        yield Page(seat, name, address, answer.status_code, round(statistics.median(times), 1), round(worst, 1),
                   taken(), len(body) // 1024)  # fmt: skip
        onward = [answer["Location"]] if answer.status_code in (301, 302) else []
        if "html" in answer.get("Content-Type", ""):
            onward += list(links_of(body.decode(), address))
        for link in onward:
            if link not in seen:
                seen.add(link)
                ahead.append(link)


def unreached(found: list[Page]) -> list[str]:
    """Pages that no link led to as any seat; what only takes a form is not asked for."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs the program up

    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    return sorted(names - {page.name for page in found})


def told(found: list[Page], left: list[str]) -> str:
    """The worst example of each seat's addresses, the slowest first."""
    worst: dict[tuple[str, str], Page] = {}
    for page in found:
        known = worst.get((page.seat, page.name))
        if known is None or page.median_ms > known.median_ms:
            worst[page.seat, page.name] = page
    lines = [f"{'median':>8} {'p95':>8} {'queries':>7} {'KiB':>5}  seat        page"]
    lines += [
        f"{page.median_ms:8.1f} {page.p95_ms:8.1f} {page.queries:7d} {page.kib:5d}  {page.seat:<11} "
        f"{page.name} [{page.status}] {page.address}"
        for page in sorted(worst.values(), key=lambda page: -page.median_ms)
    ]
    slow = sum(page.p95_ms >= 200 for page in found)
    lines.append(
        f"{len(found)} pages asked, {slow} at 200 ms or more; no link led to: {', '.join(left) or '–'}"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seat", action="append", choices=SEATS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="arrears-bench-"))
    try:
        if given.home is None:
            prepare(home, given.accounts)
        open_program(home)
        from arrears.config.warm import warm  # noqa: PLC0415 - needs the program up

        warm()  # as a server's process does before its first request
        logging.disable(logging.CRITICAL)  # a page that a seat may not open is told by its status
        found: list[Page] = []
        for seat in given.seat or SEATS:
            found += pages_of(seat, given.runs)
            print(f"{seat}: {len(found)} pages by now", file=sys.stderr)
        left = unreached(found)
    finally:
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)
    if given.json:
        pages = [asdict(page) for page in found]
        print(
            json.dumps(
                {"machine": machine(), "runs": given.runs, "pages": pages, "unreached": left}, indent=1
            )
        )
    else:
        print(machine(), told(found, left), sep="\n")


if __name__ == "__main__":
    main()
