"""Results in words, charts, Excel and Word."""
