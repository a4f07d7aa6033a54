"""What `python -m tuning doctor` looks at, one subject a module."""
