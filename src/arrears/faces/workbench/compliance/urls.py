from django.urls import path

from arrears.faces.workbench.compliance import views

urlpatterns = [path("compliance/refusals/", views.refusals, name="refusals")]
