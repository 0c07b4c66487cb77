"""The tracks of the collection: browsing, one track, its sound, waveform and cover, what sounds like it."""
