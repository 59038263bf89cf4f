"""The reading of a promise: clauses, dates and amounts brought together into payments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from arrears.language.contracts import PromisedPayment, PromiseKind, PromiseReading, Span
from arrears.language.plain import flatten
from arrears.language.promise import money_en, money_zh
from arrears.language.promise.asking import ask_back
from arrears.language.promise.clauses import Clause, cut, patterns
from arrears.language.promise.dates_en import read_dates as dates_en
from arrears.language.promise.dates_zh import read_dates as dates_zh
from arrears.language.promise.hits import DateHit, Hit, MoneyHit, PlanHit
from arrears.language.promise.numbers import FORMAL

ALONE_CHARS_MAX = 14  # an answer of a few words ("下周五吧") needs no word of paying


@dataclass(slots=True)
class Draft:
    """A payment being put together."""

    when: DateHit | None = None
    money: MoneyHit | None = None
    every: str | None = None
    times: int | None = None
    hits: list[Hit] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.hits


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that was read in a text before it is weighed."""

    text: str
    language: str
    clauses: list[Clause]
    dates: list[DateHit]
    money: list[MoneyHit]
    plans: list[PlanHit]

    def of(self, clause: Clause) -> list[Hit]:
        hits: list[Hit] = [*self.dates, *self.money, *self.plans]
        inside = [hit for hit in hits if clause.start <= hit.start < clause.end and self._counts(hit, clause)]
        return sorted(inside, key=lambda hit: hit.start)

    def _counts(self, hit: Hit, clause: Clause) -> bool:
        """Interest is a part to be paid only beside a word of paying; "at once, when X" is when X happens."""
        if isinstance(hit, MoneyHit) and hit.component:
            return "promise" in clause.tags and not clause.tags & {"request", "condition"}
        if isinstance(hit, DateHit) and hit.at_once:
            return "condition" not in clause.tags
        return True


def language_of(text: str) -> str:
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


def understand_promise(
    text: str, *, said_on: date, currency: str = "CNY", balance_minor: int | None = None
) -> PromiseReading:
    """What a text promises, seen from the day it was said.

    Amounts in minor units of `currency`; `balance_minor` (what is owed) turns parts into amounts.
    Nothing that was not said is filled in: a missing day or amount is None and asked back.
    """
    material = _read(text, said_on, currency)
    payments = _drafts(material)
    kind = _kind(material, payments)
    kept = payments if kind in (PromiseKind.PROMISE, PromiseKind.CONDITIONAL, PromiseKind.REQUEST) else []
    read = _valued([_payment(draft) for draft in kept], balance_minor)
    hits = [hit for draft in kept for hit in draft.hits]
    return PromiseReading(
        kind=kind,
        payments=tuple(read),
        spans=tuple(_span(text, hit) for hit in sorted(hits, key=lambda hit: hit.start)),
        confidence=_confidence(material, kind, kept),
        ask_back=ask_back(kind, tuple(read), [draft.when for draft in kept], any(_foreign(d) for d in kept)),
    )


def _read(text: str, said_on: date, currency: str) -> Material:
    language = language_of(text)
    plain = flatten(text)
    if language == "zh":
        plain = plain.translate(FORMAL)
        dates = dates_zh(plain, said_on)
        taken = [(hit.start, hit.end) for hit in dates]
        money, plans = money_zh.read_money(plain, currency, taken), money_zh.read_plans(plain)
    else:
        dates = dates_en(plain, said_on)
        taken = [(hit.start, hit.end) for hit in dates]
        money, plans = money_en.read_money(plain, currency, taken), money_en.read_plans(plain)
    return Material(
        text=plain,
        language=language,
        clauses=cut(plain, language),
        dates=[hit for hit in dates if not hit.past],
        money=money,
        plans=plans,
    )


def _drafts(material: Material) -> list[Draft]:
    """Payments in the order in which they were offered."""
    drafts: list[Draft] = []
    lent: DateHit | None = None
    for clause in material.clauses:
        hits = material.of(clause)
        if "correction" in clause.tags:
            hits = _after_correction(material, clause, hits, drafts)
        if not clause.offers:
            lent = _lent(clause, hits) or lent
            hits = _offered_after_all(material, clause, hits)
            if not hits:
                continue
        elif not _is_offer(material, clause, hits):
            lent = _lent(clause, hits) or lent
            continue
        _add_clause(drafts, hits, clause, material)
    return _finished(material, drafts, lent)


def _lent(clause: Clause, hits: list[Hit]) -> DateHit | None:
    """A clause that offers nothing may still name the day (my wages come on the 10th)."""
    if clause.tags & {"negation", "past", "quote"}:
        return None
    return next((hit for hit in hits if isinstance(hit, DateHit) and not hit.event), None)


def _offered_after_all(material: Material, clause: Clause, hits: list[Hit]) -> list[Hit]:
    """What stands after a refusal in the same clause, when it is turned ("not Friday but Monday")."""
    if clause.tags & {"quote", "past", "other"}:
        return []
    turn = patterns(material.language)["turn"].search(clause.text)
    if turn is None:
        return []
    return [hit for hit in hits if hit.start >= clause.start + turn.end("before")]


def _is_offer(material: Material, clause: Clause, hits: list[Hit]) -> bool:
    if not hits:
        return False
    if clause.tags & {"promise", "request"} or _whole(hits):
        return True
    if clause.mark.strip() in ("?", "？") or any(
        isinstance(hit, MoneyHit) and "condition" in clause.tags for hit in hits
    ):
        return True
    if all(isinstance(hit, DateHit) and hit.at_once for hit in hits):
        return False  # "I can't talk right now"
    if "condition" in clause.tags and all(isinstance(hit, DateHit) for hit in hits):
        return False
    covered = sum(hit.end - hit.start for hit in hits)
    return len(clause.text.strip()) - covered <= ALONE_CHARS_MAX


def _after_correction(material: Material, clause: Clause, hits: list[Hit], drafts: list[Draft]) -> list[Hit]:
    """A correction takes back what of its kind was said last."""
    found = patterns(material.language)["correction"].search(clause.text)
    assert found is not None
    here = clause.start + found.start()
    later = [hit for hit in hits if hit.start >= here]
    new = later or hits
    if drafts and any(isinstance(hit, DateHit) for hit in new):
        drafts[-1].when = None
    if drafts and any(isinstance(hit, MoneyHit) for hit in new):
        drafts[-1].money = None
    return new


def _whole(hits: list[Hit]) -> bool:
    return any(isinstance(hit, DateHit) for hit in hits) and any(isinstance(hit, MoneyHit) for hit in hits)


def _add_clause(drafts: list[Draft], hits: list[Hit], clause: Clause, material: Material) -> None:
    fresh = _whole(hits) and bool(drafts) and drafts[-1].money is not None
    if fresh or not drafts:
        drafts.append(Draft())
    shared = patterns(material.language)["each"].search(clause.text)
    for hit in hits:
        draft = drafts[-1]
        if isinstance(hit, PlanHit):
            draft.times = hit.times or draft.times
            draft.every = hit.every or draft.every
        elif isinstance(hit, DateHit):
            if hit.event and (
                draft.when is not None or any(isinstance(o, DateHit) and not o.event for o in hits)
            ):
                continue
            if draft.when is not None and not draft.when.event:
                draft = Draft()
                drafts.append(draft)
            draft.when = hit
        else:
            draft = _with_money(drafts, draft, hit)
        draft.hits.append(hit)
    if shared:
        _share(drafts, hits)


def _with_money(drafts: list[Draft], draft: Draft, hit: MoneyHit) -> Draft:
    held = draft.money
    if held is not None:
        # "the remaining 700", "5,000 in four months, 1,250 each": the figure says it.
        total = (held.minor or 0) if draft.times else 0
        if hit.minor and (
            held.rest or (total and abs(total - hit.minor * (draft.times or 1)) <= total // 10)
        ):
            draft.money = hit
            return draft
        # "pay off the remaining": one thing said twice. "2,000 to clear it": the figure is the amount.
        if hit.fraction == 1.0 or hit.component:
            return draft
        if held.fraction == 1.0 or held.component:
            draft.money = hit
            return draft
        draft = Draft()
        drafts.append(draft)
    draft.money = hit
    return draft


def _share(drafts: list[Draft], hits: list[Hit]) -> None:
    """ "500 each on the 15th and the 30th": one amount for several days."""
    money = next((draft.money for draft in reversed(drafts) if draft.money is not None), None)
    for draft in drafts:
        if draft.when is not None and draft.when in hits and draft.money is None:
            draft.money = money


def _finished(material: Material, drafts: list[Draft], lent: DateHit | None) -> list[Draft]:
    """Days named alone beside a full payment are dropped; a lent day fills a payment without one."""
    kept = [draft for draft in drafts if not draft.empty]
    if any(draft.money is not None or draft.times for draft in kept):
        kept = [draft for draft in kept if draft.money is not None or draft.times or draft.every] or kept
    else:
        kept = kept[-1:]
    kept = _all_there_is(material, kept)
    for draft in kept[1:]:
        if draft.money is not None and draft.money.fraction == 1.0 and kept[0].money is not None:
            draft.money = replace(draft.money, fraction=None, rest=True)
    for draft in kept:
        if (
            draft.when is None
            and lent is not None
            and not (draft.money and draft.money.rest and len(kept) > 1)
        ):
            draft.when = lent
            draft.hits.append(lent)
            lent = None
    return kept


def _all_there_is(material: Material, drafts: list[Draft]) -> list[Draft]:
    """ "I have 150 left, all of it tomorrow": the amount of the first and the day of the second."""
    if len(drafts) != 2 or drafts[0].when is not None or drafts[1].when is None:
        return drafts
    first, second = drafts[0].money, drafts[1].money
    if first is None or second is None or second.fraction != 1.0:
        return drafts
    if patterns(material.language)["purse"].search(material.text[: first.start]) is None:
        return drafts
    drafts[1].money = first
    drafts[1].hits += drafts[0].hits
    return drafts[1:]


def _kind(material: Material, drafts: list[Draft]) -> PromiseKind:
    offering = [clause for clause in material.clauses if clause.offers]
    said = {tag for clause in material.clauses for tag in clause.tags}
    offered = {tag for clause in offering for tag in clause.tags}
    hanging = any(draft.when is not None and draft.when.day is None for draft in drafts)
    if drafts and _asked(material):
        return PromiseKind.REQUEST
    if "request" in offered and (drafts or "negation" not in said or "promise" in offered):
        return PromiseKind.REQUEST
    if drafts:
        conditional = hanging or ("condition" in offered and not _dated(drafts))
        return PromiseKind.CONDITIONAL if conditional or _doubtful(material) else PromiseKind.PROMISE
    if "past" in said:
        return PromiseKind.PAST
    if _hoping(material, said):
        return PromiseKind.CONDITIONAL
    if "negation" in said:
        return PromiseKind.REFUSAL
    if "vague" in said:
        return PromiseKind.VAGUE
    return PromiseKind.VAGUE if _willing(material) else PromiseKind.NONE


def _hoping(material: Material, said: set[str]) -> bool:
    """Payment hangs on something: in a clause of its own, or with no refusal beside it."""
    hanging = [clause for clause in material.clauses if clause.offers and "condition" in clause.tags]
    named = "promise" in said or any(hit.event for hit in material.dates)
    return named and bool(hanging or ("condition" in said and "negation" not in said))


def _asked(material: Material) -> bool:
    """A day or an amount with a question mark is asked for, not offered."""
    return any(
        clause.offers and clause.mark.strip() in ("?", "？") and material.of(clause)
        for clause in material.clauses
    )


def _doubtful(material: Material) -> bool:
    """An "if" holds even where a day is named."""
    known = patterns(material.language)
    return any(
        "condition" in clause.tags and known["doubt"].search(clause.text) for clause in material.clauses
    )


def _willing(material: Material) -> bool:
    return patterns(material.language)["willing"].search(material.text) is not None


def _dated(drafts: list[Draft]) -> bool:
    return any(draft.when is not None and draft.when.day is not None for draft in drafts)


def _payment(draft: Draft) -> PromisedPayment:
    money, when = draft.money, draft.when
    known = money is not None and not money.foreign
    return PromisedPayment(
        date=when.day if when else None,
        amount_minor=money.minor if money and known else None,
        fraction=money.fraction if money and known else None,
        rest=bool(money and money.rest),
        minimum=bool(money and money.minimum),
        component=money.component if money else None,
        every=draft.every,
        times=draft.times,
        approx=bool((money and money.approx) or (when and when.approx)),
    )


def _valued(payments: list[PromisedPayment], balance_minor: int | None) -> list[PromisedPayment]:
    """Parts of a known balance as amounts; the rest is what the others leave."""
    if balance_minor is None:
        return payments
    valued: list[PromisedPayment] = []
    spent = 0
    for payment in payments:
        amount = payment.amount_minor
        if amount is None and payment.fraction is not None:
            share = round(balance_minor * payment.fraction)
            amount = share // payment.times if payment.times else share
        elif payment.rest and all(other.amount_minor is not None for other in valued):
            amount = max(balance_minor - spent, 0)
        spent += amount or 0
        valued.append(replace(payment, amount_minor=amount))
    return valued


def _foreign(draft: Draft) -> bool:
    return draft.money is not None and draft.money.foreign


def _span(text: str, hit: Hit) -> Span:
    role = "date" if isinstance(hit, DateHit) else "amount" if isinstance(hit, MoneyHit) else "instalments"
    return Span(start=hit.start, end=hit.end, quote=text[hit.start : hit.end], role=role)


def _confidence(material: Material, kind: PromiseKind, drafts: list[Draft]) -> float:
    """An ordering for the screen: how much of the promise was plainly said."""
    if kind is PromiseKind.NONE:
        return 0.0
    if not drafts:
        return 0.6
    score = 0.95
    score -= 0.15 * any(draft.when is None or draft.when.day is None for draft in drafts)
    score -= 0.15 * any(draft.money is None for draft in drafts)
    score -= 0.1 * any((d.when and d.when.approx) or (d.money and d.money.approx) for d in drafts)
    score -= 0.1 * any(draft.when is not None and draft.when.other is not None for draft in drafts)
    score -= 0.1 * (kind is not PromiseKind.PROMISE)
    score -= 0.1 * (not any("promise" in clause.tags for clause in material.clauses))
    return round(max(score, 0.1), 2)
