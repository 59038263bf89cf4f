"""A person's own cases of a day are found without reading the whole day's list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("team", "0003_departments")]
    operations = [
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                fields=["user", "business_date"],
                condition=models.Q(user__isnull=False),
                name="work_item_own",
            ),
        ),
    ]
