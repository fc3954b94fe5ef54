"""From raw evidence to the book's tables: one module a topic, run by `python -m builders`."""
