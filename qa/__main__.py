"""Lets `python -m qa` run the command line, as the installed command `baogao` does."""

from qa.cli import main

main()
