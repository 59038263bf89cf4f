"""The book's seat: files taken in, mappings, rejects, documents, merges, batches and lost contacts."""
