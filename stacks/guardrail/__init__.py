"""The guardrail of an environment, as a resource."""
