"""The service: the HTTP API over the collection, the listeners' plays and the recommendations."""
