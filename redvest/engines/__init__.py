"""What can be decided without the database.

Every module here is pure: no Django, no clock, no randomness, no input or output. What a decision
needs (today's date, the holiday table, the limits of a district) is handed to it.
"""
