"""Photos that may be shown are drawn anew, whatever their name says."""

from django.db import migrations

import geodata.photo_field


class Migration(migrations.Migration):
    dependencies = [
        ("geodata", "0004_import_batches"),
    ]

    operations = [
        migrations.AlterField(
            model_name="photo",
            name="image",
            field=geodata.photo_field.PhotoField(
                height_field="height",
                upload_to="photos/",
                verbose_name="image",
                width_field="width",
            ),
        ),
    ]
