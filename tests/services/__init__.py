"""The use cases, over a database of their own."""
