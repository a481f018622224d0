"""Settings and logging; imported only where a process starts."""
