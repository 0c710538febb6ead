"""Export files to tables of text, and text to coded answers."""
