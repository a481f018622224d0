"""The order domain."""
