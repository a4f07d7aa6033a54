"""The wire: from a request on the wire to an operation and back."""
