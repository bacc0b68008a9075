"""The optional language model: it rewords answers that are already proven."""
