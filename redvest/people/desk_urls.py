"""Addresses of the staff's pages about people."""

from django.urls import path

from redvest.people.pages import imports, roles

urlpatterns = [
    path("roles/", roles.roles, name="desk_roles"),
    path("roles/new/", roles.give_role, name="desk_role_new"),
    path("roles/<uuid:grant_id>/", roles.one_role, name="desk_role"),
    path("imports/", imports.imports, name="desk_imports"),
    path("imports/template", imports.template_file, name="desk_import_template"),
    path("imports/<uuid:batch_id>/", imports.one_import, name="desk_import"),
    path("imports/<uuid:batch_id>/confirm", imports.confirm, name="desk_import_confirm"),
    path("imports/<uuid:batch_id>/undo", imports.undo, name="desk_import_undo"),
    path("imports/<uuid:batch_id>/faults", imports.faults_file, name="desk_import_faults"),
]
