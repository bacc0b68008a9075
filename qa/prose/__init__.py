"""Answers from running text: figures in sentences, quoted sentences, lists, contact data."""
