"""What was played and how it went; a listener's history."""
