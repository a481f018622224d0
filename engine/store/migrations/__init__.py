"""The migrations, in the order of their ids. A merged one is never edited."""
