"""The demo: real invoices, what they lack added by rule, and the master data they need."""
