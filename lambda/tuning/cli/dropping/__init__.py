"""A task's folder, checked and uploaded as one drop."""
