"""The statutory tables as data, and the alignment of printed tables to them."""
