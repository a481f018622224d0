"""The order domain: what an order is made of and what may happen to it."""
