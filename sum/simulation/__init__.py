"""Agents on an engine: what happens when nobody decides by hand."""
