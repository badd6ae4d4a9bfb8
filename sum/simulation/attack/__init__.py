"""Attacks as runs: one attacker against honest people, over many seeds."""
