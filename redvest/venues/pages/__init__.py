"""Pages of venues: what everybody sees, and the desk's."""
