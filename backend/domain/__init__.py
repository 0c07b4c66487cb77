"""Words and maths of Segue: no input, no output, no waiting."""
