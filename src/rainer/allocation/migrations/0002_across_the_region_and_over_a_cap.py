"""A proposal may reach across a region's units, and a row may go beyond a cap of new people with its reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("allocation", "0001_initial")]

    operations = [
        migrations.AddField("proposal", "across", models.BooleanField(default=False)),
        migrations.AddField("proposalrow", "over_cap_reason", models.TextField(blank=True, default="")),
    ]
