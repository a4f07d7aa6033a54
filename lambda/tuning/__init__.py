"""Fine-tuning on Amazon Bedrock: one room for each stage of the walk."""
