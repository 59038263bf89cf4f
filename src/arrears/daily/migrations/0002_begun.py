"""A step is written down when it begins, so that what it did piece by piece is counted over a crash."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("daily", "0001_initial")]
    operations = [
        migrations.AlterField("steprun", "ended_at", models.DateTimeField(null=True)),
        migrations.AlterField("steprun", "seconds", models.FloatField(default=0)),
        migrations.AddIndex(
            "steprun",
            models.Index(
                fields=["-business_date"], condition=Q(ended_at__isnull=False), name="step_last_day"
            ),
        ),
    ]
