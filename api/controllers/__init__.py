"""The calls under /v1, one module for each noun."""
