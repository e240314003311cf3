"""Pages for readers, each with its twin in JSON."""
