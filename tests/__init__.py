"""Tests of the order management system; a package, so that no stray top-level tests shadows it."""
