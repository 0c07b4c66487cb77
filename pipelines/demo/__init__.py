"""The demo collection's music: who plays what, how it sounds, and how it is composed."""
