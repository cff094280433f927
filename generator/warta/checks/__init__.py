"""Editorial rules: what is wrong with a text, as far as it can be told without publishing it."""
