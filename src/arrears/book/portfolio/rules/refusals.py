"""Why a load leaves an account out, in both languages."""

from __future__ import annotations

from arrears.kernel.words import Words

TWICE = Words("同一文件中合同号重复", "The account number stands twice in the file")
NO_DEBTOR = Words("账户没有对应的债务人", "The account names a debtor that the file does not hold")
NO_ITEMS = Words("账户没有任何分期或账款", "The account has no instalment")
BAD_NUMBER = Words("合同号为空或过长", "The account number is empty or too long")
BAD_AMOUNT = Words("金额为负或超出范围", "An amount is negative or out of bounds")
ITEM_TWICE = Words("同一账户内期次重复", "An instalment number stands twice in the account")
OTHER_CURRENCY = Words("币种与账簿中的账户不一致", "The currency differs from the account in the book")
OTHER_FIGURES = Words(
    "金额口径与账簿中的账户不一致（应还与未还不可混用）",
    "Billed and outstanding figures do not mix on one account",
)
OLDER_FILE = Words(
    "文件的业务日期早于账簿中的数据（{known}）", "The file is older than what the book holds ({known})"
)
UNKNOWN_CURRENCY = Words("未知币种", "Unknown currency")
UNKNOWN_KIND = Words("未知账户类型", "Unknown kind of account")
