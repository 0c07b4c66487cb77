"""What a listener may like to hear now, and what sounds like tracks that a request names."""
