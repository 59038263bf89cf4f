"""Many collectors work one queue over real HTTP: the 95th percentile of each action, errors, cases given twice.

    python -m bench.desk [--cases 20000] [--collectors 20] [--minutes 1] [--think 10] [--home FOLDER] [--json]

The acceptance run is --cases 1000000 --collectors 200 --minutes 5. Some cases (--first) come in as creditors' files and
go through a night to the worklist of one morning; the others are copies of their rows (bench.many_cases). --home keeps
them for the next run. Each collector takes the next case, opens it with its parts, calls, types a note, records what
came of it (a promise every fifth time), looks at what has changed, finds another case by its number now and then, and
finishes the case; between two actions passes `think` seconds on average, more quickly than anybody works. The server
is the program's own (granian), two workers, standing at ten in the morning.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import html
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.machine import machine

HOST = "127.0.0.1"
WORKERS = 2
SERVER_SECONDS = 300
SEARCHES = 200
FIND_EVERY = 5
OUTCOMES = ("no_answer", "no_answer", "reached_debtor", "call_later", "promised")
NOTE = "客户说本周五还款，先还一部分"
_CALL = re.compile(
    r'name="channel" value="call">\s*<input type="hidden" name="contact_point_id" value="(\d+)"'
)
_ATTEMPT = re.compile(r"/attempts/(\d+)/outcome/")
_DONE = re.compile(r'name="done"\s+value="(\d+)"')
_ACCOUNT = re.compile(r'<option value="(\d+)"')
_AMOUNT = re.compile(r'name="amount"[^>]*value="([\d.]+)"|value="([\d.]+)"[^>]*name="amount"')
_NUMBER = re.compile(r'<span class="number">([^<]+)</span>')
_CASE = re.compile(r"/cases/(\d+)/")


IDLE_SECONDS_MAX = 10


@dataclass
class Book:
    """What all collectors were answered, kept by one lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    given: list[tuple[int, int]] = field(default_factory=list)
    outcomes: list[tuple[int, str, int]] = field(default_factory=list)
    promises: list[tuple[int, int]] = field(default_factory=list)
    done: list[tuple[int, int]] = field(default_factory=list)


class TimeIsOver(Exception):
    """The minutes of the measurement are over."""


class Collector(threading.Thread):
    """One person with one connection, from case to case until the time is over."""

    def __init__(self, port: int, cookie: str, book: Book, ends: float, think: float, friday: str) -> None:
        super().__init__(daemon=True)
        user, self.session = cookie.split(":")
        self.user, self.port, self.book, self.ends, self.think = int(user), port, book, ends, think
        self.friday, self.dice = friday, random.Random(int(user))
        self.token = ""
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.used = time.monotonic()

    def run(self) -> None:
        time.sleep(self.dice.random() * self.think)
        try:
            self.ask("worklist", "GET", "/work/")
            address = self.take({})
            while address and time.monotonic() < self.ends:
                address = self.work(address)
        except TimeIsOver:
            pass  # in the middle of a case, as people go home
        except (OSError, http.client.HTTPException) as error:
            self.wrong("connection", f"{type(error).__name__}: {error}")
        finally:
            self.connection.close()

    def wrong(self, action: str, what: str) -> None:
        with self.book.lock:
            self.book.errors.append(f"{action}: {what}")

    def pause(self) -> None:
        wait = self.dice.expovariate(1 / self.think) if self.think else 0
        if time.monotonic() + wait > self.ends:
            raise TimeIsOver
        time.sleep(wait)

    def ask(
        self, action: str, method: str, path: str, said: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """One request; its time until the last byte, its status, its text, where it leads."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}", "X-CSRFToken": self.token}
        body = None
        if said is not None:
            body = urlencode(said)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        if time.monotonic() - self.used > IDLE_SECONDS_MAX:
            self.connection.close()  # the server closes what is idle; a browser connects anew as well
        began = time.perf_counter()
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = time.perf_counter() - began
        self.used = time.monotonic()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.token = value.split("=", 1)[1].split(";")[0]
        with self.book.lock:
            self.book.seconds[action].append(took)
            if answer.status == 422:
                self.book.refused[action] += 1
            elif answer.status >= 400:
                self.book.errors.append(f"{action}: {answer.status} {path}")
        return answer.status, text, answer.getheader("Location") or ""

    def take(self, said: dict[str, str]) -> str:
        _status, _text, place = self.ask("next case", "POST", "/work/next/", said)
        found = _CASE.search(place)
        if found is None:
            return ""
        with self.book.lock:
            self.book.given.append((self.user, int(found[1])))
        return place

    def work(self, address: str) -> str:
        debtor = int(_CASE.search(address)[1])  # type: ignore[index]  # `take` found it
        self.pause()
        _status, page, _place = self.ask("open the case", "GET", address)
        for part in ("people", "agreements"):
            if f"{address}{part}/" in page:
                _s, more, _p = self.ask(f"part: {part}", "GET", f"{address}{part}/")
                page += more
        call = _CALL.search(page)
        if call is not None:
            self.pause()
            _s, text, _p = self.ask(
                "call", "POST", f"{address}reach/", {"channel": "call", "contact_point_id": call[1]}
            )
            attempt = _ATTEMPT.search(text)
            if attempt is not None:
                self.talk(address, debtor, int(attempt[1]))
        number = _NUMBER.search(page)
        if number is not None and self.dice.randrange(FIND_EVERY) == 0:
            self.pause()
            self.ask("find by number", "GET", f"/find/?{urlencode({'text': number[1]})}")
        self.pause()
        done = _DONE.search(page)
        following = self.take({"done": done[1]} if done else {})
        if done:
            with self.book.lock:
                self.book.done.append((debtor, self.user))
        return following

    def talk(self, address: str, debtor: int, attempt: int) -> None:
        place = f"{address}attempts/{attempt}/"
        self.pause()
        self.ask("keep the note", "POST", f"{place}note/", {"note": NOTE})
        self.ask("read the note", "POST", f"{place}understood/", {"note": NOTE})
        self.pause()
        code = self.dice.choice(OUTCOMES).replace("call_later", "busy")
        status, _text, _p = self.ask(
            "record the outcome", "POST", f"{place}outcome/", {"code": code, "note": NOTE}
        )
        if status == 200:
            with self.book.lock:
                self.book.outcomes.append((attempt, code, self.user))
        self.ask("parts of the case after it", "GET", f"{address}parts/")
        if code == "promised":
            self.promise(address, debtor, attempt)

    def promise(self, address: str, debtor: int, attempt: int) -> None:
        self.pause()
        _s, form, _p = self.ask("open the promise", "GET", f"{address}promise/?attempt_id={attempt}")
        account, amount = _ACCOUNT.search(form), _AMOUNT.search(form)
        if account is None:
            return
        said = {
            "account_id": html.unescape(account[1]),
            "amount": next((one for one in (amount.groups() if amount else ()) if one), "100.00"),
            "due_on": self.friday,
            "way": "transfer",
            "attempt_id": str(attempt),
        }
        self.pause()
        status, _text, _p = self.ask("take the promise", "POST", f"{address}promise/", said)
        if status == 200:
            with self.book.lock:
                self.book.promises.append((debtor, self.user))


def inside(stage: str, value: str) -> str:
    command = [sys.executable, "-m", "bench.desk_inside", stage, value]
    made = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return made.stdout.strip().splitlines()[-1]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def serve(port: int) -> subprocess.Popen[bytes]:
    """The program's own server, with the bench's morning; returns when it answers."""
    from arrears.faces.cli.serve import web_command, web_environment  # noqa: PLC0415 - reads the home folder when imported

    command = ["bench.desk_wsgi:application" if part.endswith("wsgi:application") else part
               for part in web_command(HOST, port, WORKERS)]  # fmt: skip
    process = subprocess.Popen(command, env=web_environment(), start_new_session=True)
    ends = time.monotonic() + SERVER_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return process
        except OSError:
            time.sleep(0.1)
    end(process)
    raise SystemExit("the server did not come up")


def processor(pid: int) -> float:
    """Processor seconds of the web server with its workers so far; the database has its own."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return round(sum(sum(one.cpu_times()[:2]) for one in family), 1)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop the server with its workers."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(given: argparse.Namespace) -> dict[str, object]:
    from bench.main_road_inside import DAY  # noqa: PLC0415 - imports the program, which reads the home folder

    prepared = json.loads(inside("prepare", f"{given.cases}/{given.first}"))
    searched = json.loads(inside("search", str(SEARCHES)))
    cookies = json.loads(inside("people", str(given.collectors)))
    port, book = free_port(), Book()
    friday = (DAY + timedelta(days=3)).isoformat()
    server = serve(port)
    try:
        ends = time.monotonic() + 60 * given.minutes
        people = [Collector(port, cookie, book, ends, given.think, friday) for cookie in cookies]
        for one in people:
            one.start()
        for one in people:
            one.join()
        spent = processor(server.pid)
    finally:
        end(server)
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump({name: getattr(book, name) for name in ("given", "outcomes", "promises", "done")}, file)
    verdict = json.loads(inside("judge", file.name))
    Path(file.name).unlink()
    asked = sum(len(found) for found in book.seconds.values())
    return {
        "prepared": prepared,
        "search beside nothing else": searched,
        "processor of the server, s": spent,
        "processor of a request, ms": round(1000 * spent / max(1, asked), 1),
        "requests": asked,
        "a second": round(asked / (60 * given.minutes), 1),
        "errors": len(book.errors),
        "first errors": book.errors[:5],
        "refused with a reason": dict(book.refused),
        **verdict,
        "actions": {
            action: {
                "times": len(found),
                "median ms": round(1000 * statistics.median(found)),
                "p95 ms": round(1000 * sorted(found)[int(0.95 * (len(found) - 1))]),
                "worst ms": round(1000 * max(found)),
            }
            for action, found in sorted(book.seconds.items())
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument(
        "--first", type=int, default=2_000, help="so many come in as files, the others are copies"
    )
    parser.add_argument("--collectors", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--think", type=float, default=10)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    home = (given.home or Path(tempfile.mkdtemp(prefix="arrears-desk-"))) / f"cases-{given.cases}"
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"ARREARS_HOME": str(home), "ARREARS_LANGUAGE": "en"}
    if given.home is None:
        os.environ.pop("DATABASE_URL", None)
        atexit.register(
            shutil.rmtree, home.parent, True
        )  # after the database has been left, which is registered later
    from arrears.faces.cli.session import open_session  # noqa: PLC0415 - reads the home folder when imported

    open_session()
    found = run(given)
    if given.json:
        print(json.dumps({"machine": machine(), "figures": found}, indent=2, ensure_ascii=False))
        return
    print(machine())
    actions = found.pop("actions")
    for name, value in found.items():
        print(f"{name:28} {value}")
    print(f"{'action':28}{'times':>8}{'median ms':>11}{'p95 ms':>9}{'worst ms':>10}")
    assert isinstance(actions, dict)
    for action, row in actions.items():
        print(f"{action:28}" + "".join(f"{row[name]:>{width}}" for name, width in
              (("times", 8), ("median ms", 11), ("p95 ms", 9), ("worst ms", 10))))  # fmt: skip


if __name__ == "__main__":
    main()
