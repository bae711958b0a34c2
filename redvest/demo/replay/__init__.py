"""A whole year of a district, gone through by the same services as everybody's."""
