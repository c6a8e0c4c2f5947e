"""A report is read and found by its newest redacted copy, where there is one."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import feedback.searching


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_report_whole")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="readable",
            field=models.TextField(
                blank=True,
                default="",
                help_text="the newest redacted copy, where there is one: what is read, found and sent on in place of the words",
            ),
            preserve_default=False,
        ),
        migrations.RemoveIndex(model_name="report", name="report_search"),
        migrations.RemoveField(model_name="report", name="search"),
        migrations.AddField(
            model_name="report",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=feedback.searching.ReadableKey("words", "readable", "place_words", "reference"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="report_search"),
        ),
    ]
