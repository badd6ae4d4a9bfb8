"""The Sponsor page."""
