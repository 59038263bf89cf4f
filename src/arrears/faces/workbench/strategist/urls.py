from django.urls import path

from arrears.faces.workbench.strategist import views

urlpatterns = [path("night/", views.night_log, name="night_log")]
