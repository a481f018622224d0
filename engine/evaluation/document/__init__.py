"""Documents: YAML text as nodes with places and comments, and back as canonical text."""
