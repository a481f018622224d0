"""The store: one writer, some readers, migrations."""
