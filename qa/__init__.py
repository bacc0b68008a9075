"""Questions to cited answers, and the doors to them: command line, HTTP, widget."""
