"""`oms rules`: rule sets from the shell, for people and for CI."""
