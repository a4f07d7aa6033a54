"""Questions to the models that are served now."""
