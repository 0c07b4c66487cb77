"""The map of the collection: the active model, its clusters, the genres."""
