"""What others check datasets with, used as their documentation says."""
