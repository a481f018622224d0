"""The HTTP API, called as its callers do."""
