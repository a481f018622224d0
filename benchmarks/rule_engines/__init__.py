"""Rule engines side by side: one workload, and each engine made ready for it."""
