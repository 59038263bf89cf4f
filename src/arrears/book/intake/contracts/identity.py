"""Numbers of the standards for identity numbers, shared by the rule and its column form.

GB 11643-1999 (resident identity number), GB 32100-2015 (unified social credit code), GB 11714-1997
(organisation code).
"""

RESIDENT = "resident_id"
CREDIT_CODE = "credit_code"
# GB/T 2260: the first two places name a province; 83 is the residence permit of people from Taiwan,
# 81 and 82 of those from Hong Kong and Macau.
PROVINCES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        *(71, 81, 82, 83),
    ]
)
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BIRTH_YEAR_MIN = 1900
