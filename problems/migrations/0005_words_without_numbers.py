"""The words of a case are found without its number, which is looked up by itself."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import feedback.searching


class Migration(migrations.Migration):
    dependencies = [("problems", "0004_undone_as_it_was")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_search"),
        migrations.RemoveField(model_name="case", name="search"),
        migrations.AddField(
            model_name="case",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=feedback.searching.SearchKey("title", "summary"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_search"),
        ),
    ]
