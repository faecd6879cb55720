"""When a proposal's row was last changed by hand, so that those changed last are named last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("allocation", "0002_across_the_region_and_over_a_cap")]

    operations = [migrations.AddField("proposalrow", "changed_at", models.DateTimeField(null=True))]
