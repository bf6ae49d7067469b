"""A person's own data: taken along as a file, and removed with the account."""
