"""Registration: which dataset version was dropped, which recipe it follows, what belongs to it."""
