"""Who listens: tokens, the export of a listener's data, and its end."""
