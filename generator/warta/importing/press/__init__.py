"""Press releases and news texts as drafts."""
