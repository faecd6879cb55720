from django.db import migrations

OUTWARD = "left(replace(postcode, ' ', ''), -3)"


def made(name: str, table: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"CREATE INDEX {name} ON {table} (({OUTWARD})) WHERE postcode <> ''", f"DROP INDEX {name}")


class Migration(migrations.Migration):
    """The first half of a postcode, for Find."""

    dependencies = [("cases", "0005_part_opened_with_a_reason")]

    operations = [made("person_outward", "cases_person"), made("address_outward", "cases_address")]
