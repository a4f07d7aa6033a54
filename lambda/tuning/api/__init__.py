"""The API: an application asks what serves a task, and holds no right to Bedrock."""
