"""Who listens: tokens, and the end of a listener's data."""
