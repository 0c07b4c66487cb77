"""Offline work on the collection: import, feature extraction, clustering, evaluation."""
