"""What stored rows say, for templates; see ``redvest.people.wording``."""

from django import template

from redvest.people.wording import as_text, column_name

register = template.Library()
register.filter("column_name", column_name)
register.filter("as_text", as_text)
