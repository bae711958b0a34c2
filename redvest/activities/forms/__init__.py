"""Forms of activities: shape only, the rules are the services'."""
