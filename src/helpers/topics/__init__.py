"""Every number of a chapter, computed once: tidy tables, and numbers with their range."""
