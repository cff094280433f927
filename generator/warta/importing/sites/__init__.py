"""Sites of other programs as drafts."""
