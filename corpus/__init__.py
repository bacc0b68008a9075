"""Reports as data: read from files, split, tables and figures recognised. No vectors here."""
