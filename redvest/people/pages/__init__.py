"""Pages about people: one's own, one's family's, and the desk's."""
