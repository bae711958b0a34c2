"""付出—积累—回报: points and time, what they are spent on, and the passbook."""
