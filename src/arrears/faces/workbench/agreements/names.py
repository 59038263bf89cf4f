"""What agreements and their states are called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.desk.promises.contracts import AGREEMENT_STATE_WORDS, KIND_WORDS, OFFER_STATE_WORDS, LineState
from arrears.faces.workbench.agreements.forms import CONSENT_WORDS
from arrears.foundation.api import ROLE_WORDS
from arrears.kernel.words import Words

LINE_WORDS: Mapping[str, Words] = {
    LineState.NOT_DUE: Words("未到期", "Not due"),
    LineState.DUE: Words("应还", "Due"),
    LineState.PAID: Words("已还", "Paid"),
    LineState.LATE: Words("逾期还款", "Paid late"),
    LineState.BROKEN: Words("未还", "Missed"),
}
AGREEMENT_NAMES: Mapping[str, Mapping[Any, Words]] = {
    "AGREEMENT_KINDS": KIND_WORDS,
    "AGREEMENT_STATES": AGREEMENT_STATE_WORDS,
    "CONSENTS": CONSENT_WORDS,
    "LINE_STATES": LINE_WORDS,
    "OFFER_STATES": OFFER_STATE_WORDS,
    "ROLE_NAMES": ROLE_WORDS,
}
