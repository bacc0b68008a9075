"""Answers from the statutory tables: indicators, their facts, and operations over them."""
