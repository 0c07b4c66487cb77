"""What a listener may like to hear now."""
