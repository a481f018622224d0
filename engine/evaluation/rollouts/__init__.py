"""Gray release: which orders see the next version of a rule set before all others do."""
