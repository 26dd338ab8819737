"""The Django project: settings, URLs, accounts and roles, health, the shared page shell."""
