"""Real invoices, and what is added to them."""
