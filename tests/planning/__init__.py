"""Plans of orders and returns."""
