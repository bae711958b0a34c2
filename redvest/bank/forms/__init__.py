"""Forms of the bank: shape only, the rules are the services'."""
