"""Version 1: place accounts, post payments, read results, ask the gate, compute."""
