"""Proof of decisions: invented debtors, a bound that no policy can pass, and policies tried against it."""
