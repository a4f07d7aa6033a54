"""`python -m tuning smoke`: the first run in an account, with a small dataset and a ceiling."""
