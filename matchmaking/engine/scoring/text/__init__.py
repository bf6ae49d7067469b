"""Texts as vectors: encoders, their cache, languages and the shipped reference texts."""
