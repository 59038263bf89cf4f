"""Who owes what: parties, contact points, accounts, instalments, batches, documents."""
