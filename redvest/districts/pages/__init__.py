"""Pages about the district itself: settings, policy and its history, holidays."""
