"""One reader a format, each producing `corpus.report.Report` inside a sandboxed process."""
