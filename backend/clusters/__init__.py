"""The collection as a whole: how far its analysis is, the active model, its clusters, its map, the genres."""
