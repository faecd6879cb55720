from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workload", "0002_place_readings_by_team"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="extractcount",
            index=models.Index(fields=["on"], name="extract_counts_by_day"),
        ),
    ]
