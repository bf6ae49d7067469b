"""Compact days: schedules whose participants have as few breaks as can be, with a proof."""
