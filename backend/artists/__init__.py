"""The artists and albums of the collection: what can be played, by who made it and where it appeared."""
