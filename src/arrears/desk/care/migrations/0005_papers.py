"""The answer as a letter and the package of a data request: where their files are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0004_of_debtor")]
    operations = [
        migrations.AddField(
            "concern", "answer_language", models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.AlterField("concern", "answer_language", models.CharField(blank=True, max_length=10)),
        migrations.AddField("concern", "answer_pdf", models.UUIDField(null=True)),
        migrations.AddField("concern", "answer_docx", models.UUIDField(null=True)),
        migrations.AddField("concern", "package_json", models.UUIDField(null=True)),
        migrations.AddField("concern", "package_docx", models.UUIDField(null=True)),
    ]
