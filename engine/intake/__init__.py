"""Intake: what a channel sends in its own shape becomes an order request, or is named with all that is wrong. Pure."""
