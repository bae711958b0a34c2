"""A district to look at: invented people on real streets, and one need met from end to end."""
