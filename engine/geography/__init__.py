"""Geography: the tree of regions, addresses on it, and distances."""
