"""The parts of the scheduler: bounds, selection, colouring, search, tables, compact days."""
