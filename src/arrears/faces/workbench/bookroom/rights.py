"""Who may do what in the book's seat: least privilege, stated once.

Files and mappings belong to operations (administrator, leader); a creditor sees its own files and fetches
what was rejected. Accounts and papers are read by those who work cases; money is moved by leaders alone,
a collector asks for a waiver and somebody else decides.
"""

from __future__ import annotations

from arrears.foundation.api import Role

SEE_BOOK = (Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR, Role.CREDITOR)
SEE_FILES = (Role.ADMINISTRATOR, Role.LEADER, Role.COMPLIANCE, Role.CREDITOR)
FETCH_REJECTS = (Role.ADMINISTRATOR, Role.LEADER, Role.CREDITOR)  # in clear: it goes back to the sender
TAKE_FILES = (Role.ADMINISTRATOR, Role.LEADER)
KEEP_MAPPINGS = (Role.ADMINISTRATOR, Role.LEADER)
SEE_ACCOUNTS = (Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE)
FILE_PAPERS = (Role.COLLECTOR, Role.LEADER)
FIND_DEBTORS = (Role.COLLECTOR, Role.LEADER)
DECIDE_MERGES = (Role.LEADER,)
SEE_BATCHES = (Role.LEADER, Role.ADMINISTRATOR, Role.COMPLIANCE)
END_BATCHES = (Role.LEADER,)
ASK_WAIVERS = (Role.COLLECTOR, Role.LEADER)
MOVE_MONEY = (Role.LEADER,)
NOTE_COLLATERAL = (Role.LEADER,)  # where a thing is, and that it came or went: on a reason alone
KEEP_ROLES = (Role.LEADER,)  # proof decides whether the gate lets a spouse be spoken to
CALCULATE = SEE_BOOK  # nothing of the book is read
DEBIT = (Role.LEADER, Role.ADMINISTRATOR)
SEE_WAIVERS = (Role.COLLECTOR, Role.LEADER, Role.ADMINISTRATOR)
DECIDE_WAIVERS = (Role.LEADER, Role.ADMINISTRATOR)
SEE_TERMS = (Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR)
SET_TERMS = (Role.COMPLIANCE,)  # agreed with the creditor and bounded by law
SET_LIMITS = (Role.COMPLIANCE,)  # who sets limits does not approve
