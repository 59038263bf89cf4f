"""One account decided now: by what the books say this moment, with reasons and with what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.contracts import CHANNELS, OWED
from arrears.night.engine.actions.policies import texts_in_force
from arrears.night.engine.actions.tables import night_row
from arrears.night.engine.contracts import Policy, Proposal, ScoreFacts
from arrears.night.engine.now_contracts import Now, Would
from arrears.night.engine.one_account import Tables, read_one
from arrears.night.engine.queries import proposal_of
from arrears.night.engine.rules import parse
from arrears.night.engine.single import decide_rows
from arrears.night.scoring.columns import CODE_LIMIT, reasons_name
from arrears.night.scoring.contracts import SCORE_WORDS, ScoreReason

NO_NIGHT = 0
_AHEAD = (1, 2, 3, 5, 7, 10, 14)
_PROMISED_IN = 3
_CLOSED = {
    "call": Words("电话", "call"),
    "sms": Words("短信", "text message"),
    "email": Words("邮件", "e-mail"),
    "letter": Words("信函", "letter"),
    "visit": Words("上门", "visit"),
}


def decide_now(account_id: int, *, as_of: date | None = None, changes: bool = True) -> Now | None:
    """Decide one account as a night of the date would that read the books this moment; None when it is not open.

    `changes`: also what would change the decision (a dozen decisions more). Writes nothing. The night's own row of the
    date stands beside it. Limits are the whole book's affair: the account is decided as without them.
    """
    day = as_of or today()
    policy = parse(texts_in_force(day))
    tables, before = read_one(account_id, day, policy)
    row = _decided(policy, tables, account_id)
    if row is None:
        return None
    return Now(
        decided=_proposal(policy, row, day, before),
        night=proposal_of(account_id, day),
        limited=policy.allocation is not None,
        opens_minute=row["opens_minute"],
        would=tuple(_would(policy, tables, row, day)) if changes else (),
    )


def _decided(policy: Policy, tables: Tables, account_id: int) -> dict[str, Any] | None:
    rows = decide_rows(policy, tables)
    return next((row for row in rows if row["account_id"] == account_id), None)


def _proposal(policy: Policy, row: dict[str, Any], day: date, before: str | None) -> Proposal:
    line = next(each for each in policy.lines if each.code == row["line"])
    titles = {bucket.code: bucket.title for rule in policy.aging.rules for bucket in rule.buckets}
    bucket = policy.aging.codes()[row["bucket_no"]]
    return Proposal(
        run_id=NO_NIGHT,
        business_date=day,
        bucket=bucket,
        bucket_title=titles[bucket],
        previous_bucket=before,
        scores=tuple(_score(policy, row, name) for name in SCORE_WORDS),
        strategy=line.strategy,
        segment=line.segment,
        step=line.step,
        action=line.action.value,
        channel=line.channel,
        script=line.script,
        audience=line.audience,
        automatic=line.automatic,
        due_on=None if row["due_in"] is None else day + timedelta(days=row["due_in"]),
        reasons=tuple(_reasons(row, bucket, line.reasons)),
        **{
            name: row[name]
            for name in (
                "creditor_id", "account_id", "debtor_id", "currency", "days_past_due", "overdue_minor",
                "balance_minor", "oldest_due_on", "periods_overdue", "value_minor",
            )
        },
    )  # fmt: skip


def _reasons(
    row: dict[str, Any], bucket: str, of_line: tuple[tuple[str, Words], ...]
) -> Iterator[tuple[str, Words]]:
    days = row["days_past_due"]
    if days > 0:
        yield "days_past_due", Words(f"逾期{days}天（{bucket}）", f"{days} days past due ({bucket})")
    yield from of_line
    closed = [_CLOSED[name] for place, name in enumerate(CHANNELS) if (row["closed"] or 0) >> place & 1]
    if closed:
        zh, en = "、".join(each.zh for each in closed), ", ".join(each.en for each in closed)
        yield "gate_closed", Words(f"今日依法不可使用：{zh}", f"Not permitted today: {en}")


def _score(policy: Policy, row: dict[str, Any], name: str) -> ScoreFacts:
    card = next(card for card in policy.cards if card.score == name)
    bins, packed = card.bins(), row[reasons_name(name)]
    codes = [CODE_LIMIT - 1 - packed // CODE_LIMIT**place % CODE_LIMIT for place in range(3)]
    found = (bins[code] for code in codes if code < len(bins))
    return ScoreFacts(
        score=name,
        value=row[name],
        title=SCORE_WORDS[name],
        reasons=tuple(
            ScoreReason(feature=attribute.feature, points=bin_.points, words=bin_.words)
            for attribute, bin_ in found
        ),
    )


Change = Callable[[Tables, int, date], None]


def _would(policy: Policy, tables: Tables, row: dict[str, Any], day: date) -> Iterator[Would]:
    """The decision again with one thing other than it is, and with the days that come."""
    account_id = row["account_id"]
    for code, (words, change) in _CHANGES.items():
        if code in ("paid", "one_paid") and not row["overdue_minor"]:
            continue
        other = deepcopy(tables)
        change(other, account_id, day)
        yield _compared(policy, code, words, row, _decided(policy, other, account_id), day)
    for ahead in _AHEAD:
        then = day + timedelta(days=ahead)
        found = _decided(policy, {**tables, "night": [night_row(then)]}, account_id)
        words = Words(
            f"若无变化，{ahead}天后（{then:%m-%d}）", f"In {ahead} days ({then:%m-%d}) if nothing happens"
        )
        changed = _compared(policy, "wait", words, row, found, then, day)
        if not changed.same:
            yield changed
            return


def _compared(
    policy: Policy,
    code: str,
    words: Words,
    row: dict[str, Any],
    found: dict[str, Any] | None,
    day: date,
    before: date | None = None,
) -> Would:
    assert found is not None  # nothing here closes an account
    line = next(each for each in policy.lines if each.code == found["line"])
    due, was = (
        None if each["due_in"] is None else on + timedelta(days=each["due_in"])
        for each, on in ((found, day), (row, before or day))
    )
    return Would(
        code=code,
        words=words,
        same=found["line"] == row["line"] and due == was,
        segment=line.segment,
        step=line.step,
        action=line.action.value,
        channel=line.channel,
        due_on=due,
    )


def _own(tables: Tables, name: str, key: str, value: int, empty: dict[str, Any]) -> dict[str, Any]:
    """The row of a sparse table for an account or debtor, made when there is none."""
    for row in tables[name]:
        if row[key] == value:
            return row
    tables[name].append({key: value, **empty})
    return tables[name][-1]


def _settle(tables: Tables, account_id: int, day: date, most: int | None) -> None:
    late = [
        item
        for item in tables["items"]
        if item["account_id"] == account_id
        and item["due_on"] < day
        and item["billed_minor"] > item["paid_minor"]
    ]
    for item in sorted(late, key=lambda each: each["due_on"])[:most]:
        item["paid_minor"] = item["billed_minor"]
        item.update(dict.fromkeys(OWED, 0))


def _promised(tables: Tables, account_id: int, day: date) -> None:
    counts = dict.fromkeys(("kept", "partly_kept", "late", "broken"), 0)
    row = _own(tables, "promises", "account_id", account_id, {**counts, "plan_active": False})
    row.update(open_promises=1, open_due_on=day + timedelta(days=_PROMISED_IN))


def _broken(tables: Tables, account_id: int, day: date) -> None:
    counts = dict.fromkeys(("kept", "partly_kept", "late", "broken"), 0)
    row = _own(tables, "promises", "account_id", account_id, {**counts, "plan_active": False})
    row.update(
        open_promises=0, open_due_on=None, broken=row["broken"] + 1, last_broken_on=day - timedelta(days=1)
    )


def _raised(flag: str) -> Change:
    def change(tables: Tables, account_id: int, _day: date) -> None:
        account = next(row for row in tables["accounts"] if row["account_id"] == account_id)
        flags = dict.fromkeys(("disputed", "hardship", "vulnerable", "complaint_open"), False)
        _own(tables, "care", "debtor_id", account["debtor_id"], {**flags, "reason": None})[flag] = True

    return change


def _silent(tables: Tables, account_id: int, _day: date) -> None:
    account = next(row for row in tables["accounts"] if row["account_id"] == account_id)
    account.update(phones_valid=0, emails_valid=0)


_CHANGES: dict[str, tuple[Words, Change]] = {
    "paid": (
        Words("逾期全部还清", "All arrears are paid"),
        lambda tables, account_id, day: _settle(tables, account_id, day, None),
    ),
    "one_paid": (
        Words("还清最早一期", "The oldest instalment is paid"),
        lambda tables, account_id, day: _settle(tables, account_id, day, 1),
    ),
    "promised": (Words("承诺三天后还款", "Payment is promised for three days from now"), _promised),
    "broken": (Words("昨日失约", "A promise was broken yesterday"), _broken),
    "disputed": (Words("提出异议", "The debt is disputed"), _raised("disputed")),
    "hardship": (Words("申报困难", "Hardship is declared"), _raised("hardship")),
    "vulnerable": (Words("认定需特别关照", "The debtor is found to need care"), _raised("vulnerable")),
    "silent": (Words("电话与邮箱全部失效", "No telephone and no e-mail is valid any more"), _silent),
}
