"""The words of a report are found without its reference, whose parts are words of everyday speech: it is looked up by itself."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import feedback.searching


class Migration(migrations.Migration):
    dependencies = [("feedback", "0009_kept_words_of_reviewers")]

    operations = [
        migrations.RemoveIndex(model_name="report", name="report_search"),
        migrations.RemoveField(model_name="report", name="search"),
        migrations.AddField(
            model_name="report",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=feedback.searching.ReadableKey("words", "readable", "place_words"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="report_search"),
        ),
    ]
