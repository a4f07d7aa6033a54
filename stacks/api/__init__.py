"""The API for applications: its gateway, its function, and what counts its callers."""
