"""What came of a game, to be kept: as a page that needs no network, and as tables."""
