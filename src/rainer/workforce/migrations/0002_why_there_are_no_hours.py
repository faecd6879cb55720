from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0001_initial")]

    operations = [
        migrations.AddField(
            "contractedhours",
            "reason",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]
