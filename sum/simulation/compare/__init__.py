"""The same people under several mechanisms."""
