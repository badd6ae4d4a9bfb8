"""The dialog in which a room is given its data, its model and its mechanism."""
