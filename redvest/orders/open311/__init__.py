"""Open311 GeoReport v2: what other cities' programs read, and how they place an order.

Published are orders of public categories only, with the place of their community, never of a home,
and nothing that anybody wrote. XML is the required format, JSON the optional one.
"""
