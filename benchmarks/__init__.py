"""Measurements: each module here with a `measure` is one benchmark; `make bench` runs them all."""
