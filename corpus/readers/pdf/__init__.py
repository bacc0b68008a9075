"""PDF: words and rules to lines, grids with merged cells, and pages."""
