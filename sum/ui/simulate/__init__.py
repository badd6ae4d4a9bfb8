"""The Simulate page: a scenario, its run, sweeps, and the runs that are kept."""
