"""What a person types: `python -m tuning …`. Nothing here runs in Lambda."""
