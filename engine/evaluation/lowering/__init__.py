"""Rules brought down to what matchers know: numbered classes of values, and conjunctions over them."""
