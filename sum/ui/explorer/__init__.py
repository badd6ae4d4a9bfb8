"""The Explorer page."""
