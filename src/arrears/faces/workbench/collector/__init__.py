"""The collector's seat: worklist, search, the case on one screen, and everything done on it."""
