"""The ledger's door."""

from arrears.book.payments.actions.accruing import accrue, end_accrual_terms, set_accrual_terms
from arrears.book.payments.actions.bulk import PAYMENT_COLUMNS, post_columns
from arrears.book.payments.actions.corrections import redeem_points, refund, reverse, transfer
from arrears.book.payments.actions.debits import (
    DebitFile,
    add_mandate,
    end_mandate,
    make_debit_file,
    take_debit_results,
)
from arrears.book.payments.actions.figures import take_over_figures
from arrears.book.payments.actions.giving_up import (
    decide_waiver,
    limits_of,
    request_waiver,
    set_waiver_limit,
    waive,
    write_off,
)
from arrears.book.payments.actions.policies import set_allocation_policy
from arrears.book.payments.actions.posting import post, post_many
from arrears.book.payments.actions.spreading import post_debtor
from arrears.book.payments.contracts import PostingRefused
from arrears.book.payments.queries.balances import balance, balances
from arrears.book.payments.queries.debits import (
    DebitBatchFacts,
    DebitFacts,
    MandateFacts,
    debit_batches,
    debits_of,
    mandates_of,
)
from arrears.book.payments.queries.lines import entries_of, entries_of_accounts, lines_of, received
from arrears.book.payments.queries.terms import (
    AccrualTermsFacts,
    AllocationTermsFacts,
    GapFacts,
    accrual_gaps,
    accrual_terms,
    allocation_terms,
)
from arrears.book.payments.queries.waivers import waiver_requests
from arrears.book.payments.rules.accrual import Rate
from arrears.book.payments.rules.debit_files import Layout

__all__ = [
    "PAYMENT_COLUMNS",
    "AccrualTermsFacts",
    "AllocationTermsFacts",
    "DebitBatchFacts",
    "DebitFacts",
    "DebitFile",
    "GapFacts",
    "Layout",
    "MandateFacts",
    "PostingRefused",
    "Rate",
    "accrual_gaps",
    "accrual_terms",
    "accrue",
    "add_mandate",
    "allocation_terms",
    "balance",
    "balances",
    "debit_batches",
    "debits_of",
    "decide_waiver",
    "end_accrual_terms",
    "end_mandate",
    "entries_of",
    "entries_of_accounts",
    "limits_of",
    "lines_of",
    "make_debit_file",
    "mandates_of",
    "post",
    "post_columns",
    "post_debtor",
    "post_many",
    "received",
    "redeem_points",
    "refund",
    "request_waiver",
    "reverse",
    "set_accrual_terms",
    "set_allocation_policy",
    "set_waiver_limit",
    "take_debit_results",
    "take_over_figures",
    "transfer",
    "waive",
    "waiver_requests",
    "write_off",
]
