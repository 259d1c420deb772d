"""fuzzing: random zones with random faults, for tests/vectors/fuzz."""
