"""What is held: text to neighbours, figures to rows, in generations. No questions here."""
