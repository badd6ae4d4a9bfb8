"""Benchmarks: one a file, with the numbers as records; `sum.cli` prints them."""
