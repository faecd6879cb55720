"""Indexes that answer a search: the words of an address, and PNC ids kept as they were given."""

from django.db import migrations

ADDRESS = """
CREATE INDEX address_words ON cases_address USING gin (to_tsvector('simple'::regconfig,
    building || ' ' || street || ' ' || district || ' ' || town || ' ' || postcode))
"""
AS_GIVEN = "CREATE INDEX person_pnc_as_given ON cases_person (upper(pnc_as_given)) WHERE pnc_as_given <> ''"


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_the_whole_record")]

    operations = [
        migrations.RunSQL(ADDRESS, "DROP INDEX address_words"),
        migrations.RunSQL(AS_GIVEN, "DROP INDEX person_pnc_as_given"),
    ]
