"""What an account has in Bedrock."""
