"""The demonstration: an application of its own, installed in development and test only."""
