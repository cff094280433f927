"""Pictures and documents: looked at, made for browsers, kept, shown; and the cards for social media."""
