"""The account: what its quotas allow, and which models it may use."""
