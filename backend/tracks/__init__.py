"""The collection: browsing, one track, its sound, what sounds like it, what a listener thinks of it."""
