"""Permissions: what the caller and the handed role may do, judged as IAM would."""
