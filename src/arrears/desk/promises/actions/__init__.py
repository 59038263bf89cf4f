"""The writes of promises and agreements."""
