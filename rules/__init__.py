"""The shipped rule sets, lists and rollouts: data, not code."""
