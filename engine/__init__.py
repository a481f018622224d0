"""The order management engine: evaluation, decisions, orders, storage and use cases."""
