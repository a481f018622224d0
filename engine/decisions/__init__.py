"""One module for each kind of decision: its facts, its effects, and what the effects mean."""
