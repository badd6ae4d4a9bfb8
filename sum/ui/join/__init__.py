"""Ways into a room that several people share, and back into it."""
