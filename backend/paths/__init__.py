"""A way through the collection from one track to another."""
