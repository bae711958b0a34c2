"""工时: what somebody served, how it was proven, and what follows from it."""
