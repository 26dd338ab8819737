"""Drop the indexes that Django adds for ``LIKE 'begins so%'``, which nothing asks of these columns.

They cost a quarter of the time in which the database takes many places.
"""

from django.db import migrations

TABLES = {
    "geodata_place": {
        "category": "category_4ba2fd9d",
        "code": "code_e0d90384",
        "position_quality": "position_quality_18c1631c",
        "slug": "slug_dcbcd511",
        "status": "status_c1352840",
    },
    "geodata_searchentry": {"slug": "slug_88a2cec8"},
}


class Migration(migrations.Migration):
    dependencies = [("geodata", "0006_natural_order")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {table}_{name}_like",
            f"CREATE INDEX {table}_{name}_like ON {table} ({column} varchar_pattern_ops)",
        )
        for table, columns in TABLES.items()
        for column, name in columns.items()
    ]
