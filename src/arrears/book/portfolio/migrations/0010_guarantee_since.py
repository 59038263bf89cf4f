from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0009_lighter_load"),
    ]

    operations = [
        migrations.AddField(
            model_name="accountrole",
            name="since",
            field=models.DateField(null=True),
        ),
    ]
