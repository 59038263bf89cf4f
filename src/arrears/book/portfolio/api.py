"""The portfolio's door."""

from arrears.book.portfolio.actions.contacts import add_contact_point, reveal, set_contact_state
from arrears.book.portfolio.actions.load import load, load_columns
from arrears.book.portfolio.actions.load_items import restate
from arrears.book.portfolio.actions.lost import give_up, record_attempt, refresh_lost_contacts
from arrears.book.portfolio.actions.merging import keep_apart, merge, propose_pairs, undo_merge
from arrears.book.portfolio.actions.papers import (
    COLLATERAL_STATES,
    DOCUMENT_KINDS,
    borrow_document,
    copy_document,
    file_document,
    return_document,
    set_collateral_state,
    view_document,
)
from arrears.book.portfolio.actions.people import add_person, end_role, prove_role
from arrears.book.portfolio.actions.person_data import (
    correct_party,
    person_data,
    wipe_contact_point,
)
from arrears.book.portfolio.actions.placement import close_account, recall_batch, return_batch
from arrears.book.portfolio.actions.records import debtors_person_refs, party_refs
from arrears.book.portfolio.actions.wiping import wipe_order
from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import PortfolioError
from arrears.book.portfolio.queries.accounts import (
    NoSuchAccount,
    account_key,
    account_keys,
    accounts_by_number,
    accounts_of_debtor,
    accounts_stated_on,
    owes_until,
)
from arrears.book.portfolio.queries.batches import batches
from arrears.book.portfolio.queries.history import AccountChange, history_of
from arrears.book.portfolio.queries.lost import due_for_verification, lost_contacts
from arrears.book.portfolio.queries.names import account_numbers, masked_names
from arrears.book.portfolio.queries.pages import (
    NoSuchParty,
    account_facts,
    accounts_of,
    address_for_sending,
    contact_points,
    debtor_page,
    has_id_number,
    is_id_number,
    name_for_writing,
)
from arrears.book.portfolio.queries.pairs import merge_proposals
from arrears.book.portfolio.queries.papers import (
    collateral_history,
    documents_of,
    overdue_loans,
    uses_of_document,
)
from arrears.book.portfolio.queries.queues import (
    BatchAccount,
    LentDocument,
    LostAttempt,
    MergeFacts,
    PointToVerify,
    batch_accounts,
    batch_by_code,
    contact_changes,
    document_by_id,
    lent_documents,
    lost_contact,
    merges,
    points_to_verify,
)
from arrears.book.portfolio.queries.recipients import USABLE, recipient, recipient_of, recipients
from arrears.book.portfolio.queries.search import find

__all__ = [
    "COLLATERAL_STATES",
    "DOCUMENT_KINDS",
    "USABLE",
    "AccountChange",
    "BatchAccount",
    "BookColumns",
    "LentDocument",
    "LostAttempt",
    "MergeFacts",
    "NoSuchAccount",
    "NoSuchParty",
    "PointToVerify",
    "PortfolioError",
    "account_facts",
    "account_key",
    "account_keys",
    "account_numbers",
    "accounts_by_number",
    "accounts_of",
    "accounts_of_debtor",
    "accounts_stated_on",
    "add_contact_point",
    "add_person",
    "address_for_sending",
    "batch_accounts",
    "batch_by_code",
    "batches",
    "borrow_document",
    "close_account",
    "collateral_history",
    "contact_changes",
    "contact_points",
    "copy_document",
    "correct_party",
    "debtor_page",
    "debtors_person_refs",
    "document_by_id",
    "documents_of",
    "due_for_verification",
    "end_role",
    "file_document",
    "find",
    "give_up",
    "has_id_number",
    "history_of",
    "is_id_number",
    "keep_apart",
    "lent_documents",
    "load",
    "load_columns",
    "lost_contact",
    "lost_contacts",
    "masked_names",
    "merge",
    "merge_proposals",
    "merges",
    "name_for_writing",
    "overdue_loans",
    "owes_until",
    "party_refs",
    "person_data",
    "points_to_verify",
    "propose_pairs",
    "prove_role",
    "recall_batch",
    "recipient",
    "recipient_of",
    "recipients",
    "record_attempt",
    "refresh_lost_contacts",
    "restate",
    "return_batch",
    "return_document",
    "reveal",
    "set_collateral_state",
    "set_contact_state",
    "undo_merge",
    "uses_of_document",
    "view_document",
    "wipe_contact_point",
    "wipe_order",
]
