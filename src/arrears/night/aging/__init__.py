"""How old a debt is: days past due, buckets, periods, episodes."""
