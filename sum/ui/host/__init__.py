"""The page Host: opening a room for a class, and leading it."""
