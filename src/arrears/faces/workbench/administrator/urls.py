from django.urls import path

from arrears.faces.workbench.administrator import views

urlpatterns = [
    path("admin/users/", views.user_list, name="users"),
    path("admin/users/departments/", views.department_member, name="department_member"),
    path("admin/audit/", views.audit_search, name="audit_search"),
]
