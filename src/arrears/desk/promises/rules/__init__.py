"""Pure rules of promises and agreements."""
