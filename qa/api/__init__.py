"""REST: routes, the shapes they publish, lists a page at a time."""
