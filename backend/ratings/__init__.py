"""What a listener thinks of a track."""
