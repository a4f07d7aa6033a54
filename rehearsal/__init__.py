"""The rehearsal: the whole pipeline on this machine, deployed and run for real but for Bedrock.

The AWS around it is embedded (MiniStack), the CDK CLI is the real one, and Bedrock is a stand-in: a
small model trained on this machine, whose answers say nothing about Nova.
"""
