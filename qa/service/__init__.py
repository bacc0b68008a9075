"""The web service around the answers: limits, login, redaction, logs, static pages."""
