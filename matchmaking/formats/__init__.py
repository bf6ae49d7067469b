"""How dates are written where Django writes them: the day first, a clock of 24 hours."""
