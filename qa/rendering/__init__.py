"""An answer to look at or to take away: card, chart, cited table, spreadsheet."""
