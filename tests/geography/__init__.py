"""The region tree, addresses, and the data they stand on."""
