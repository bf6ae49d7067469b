"""Benchmarks of the matching engine, run by `make bench`."""
