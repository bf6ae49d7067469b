"""What `make` calls: install, run, test. Plain Python around the real commands."""
