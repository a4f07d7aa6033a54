"""What a recipe may hold answers to: a regular expression, a JSON schema."""
