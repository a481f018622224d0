"""The parts of the page on which a draft is edited."""
