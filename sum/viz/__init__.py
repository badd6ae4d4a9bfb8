"""Records to charts and to words; knows nothing of the screen they end up on."""
