"""How any decision is made: rule sets in, answers with their reasons out; knows nothing of orders."""
