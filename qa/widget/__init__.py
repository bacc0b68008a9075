"""Static files of the citizens' page and the widget; no code."""
