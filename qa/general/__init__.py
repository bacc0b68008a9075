"""Answers from tables that follow no form: matrices and records of named entities."""
