"""Why two parties may be one: reasons that a person weighs before merging them."""

from __future__ import annotations

from enum import StrEnum

from arrears.kernel.words import Words


class Likeness(StrEnum):
    SAME_ID = "same_id"
    SAME_NAME_AND_PHONE = "same_name_and_phone"
    SAME_NAME_AND_ADDRESS = "same_name_and_address"


LIKENESS_WORDS: dict[Likeness, Words] = {
    Likeness.SAME_ID: Words("证件号码相同", "Same identity number"),
    Likeness.SAME_NAME_AND_PHONE: Words("姓名和电话相同", "Same name and phone"),
    Likeness.SAME_NAME_AND_ADDRESS: Words("姓名和地址相同", "Same name and address"),
}
