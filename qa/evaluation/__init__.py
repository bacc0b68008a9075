"""Question files: read, asked on a library of their own, and scored."""
