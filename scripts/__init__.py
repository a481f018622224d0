"""Programs of the repository, run by a person who works on it."""
