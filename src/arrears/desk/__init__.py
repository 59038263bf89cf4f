"""The desk: talk and agree."""
