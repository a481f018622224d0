"""How decisions are made."""
