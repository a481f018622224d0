"""What holds for the whole code base: imports, sizes, words, ignores."""
