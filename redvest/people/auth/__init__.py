"""Getting in: phone codes, passwords, second factors, devices, and accounts elsewhere.

django-allauth does the work; here is what it asks of us, and what a district needs beyond it.
"""
