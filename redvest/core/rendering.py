"""How forms become markup: our field group around Django's own widgets."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """`{{ form.phone.as_field_group }}` gives label, hint, error and control, tied together."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"
