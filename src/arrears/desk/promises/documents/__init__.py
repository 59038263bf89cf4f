"""The paper of an agreement: one set of sentences, as PDF and as Word."""
