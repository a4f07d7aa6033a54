"""What a customization job does."""
