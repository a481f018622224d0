"""Guardrails: whether a candidate makes something worse, asked again and again without more false alarms for it."""
