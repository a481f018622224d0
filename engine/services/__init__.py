"""The use cases: one read, one pure call, one transaction."""
