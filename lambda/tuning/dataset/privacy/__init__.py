"""Personal data and secrets in texts: found, counted, replaced; never repeated elsewhere."""
