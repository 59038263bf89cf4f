"""What a debtor's reply says: rules where they are sure, a small model elsewhere, and honest doubt."""
