"""Pages written from the code: `make docs` writes them, a test holds that each is current."""
