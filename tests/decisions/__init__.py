"""The kinds of decisions: what their steps mean."""
