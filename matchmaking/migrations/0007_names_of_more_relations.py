import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_names_of_more_relations"),
        ("matchmaking", "0006_names_of_relations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="counterpartmark",
            name="counterpart",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="marked_by",
                to="events.registration",
                verbose_name="counterpart",
            ),
        ),
        migrations.AlterField(
            model_name="counterpartmark",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counterpart_marks",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="basis",
            field=models.BinaryField(default=bytes, verbose_name="basis"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="best",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="best"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="claimed_at",
            field=models.DateTimeField(null=True, verbose_name="claimed at"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="encoder",
            field=models.CharField(blank=True, max_length=120, verbose_name="encoder"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="scores",
                serialize=False,
                to="events.event",
                verbose_name="event",
            ),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="generation",
            field=models.PositiveIntegerField(default=0, verbose_name="generation"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="profiles",
            field=models.PositiveIntegerField(default=0, verbose_name="profiles"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="renewed",
            field=models.PositiveIntegerField(default=0, verbose_name="renewed"),
        ),
        migrations.AlterField(
            model_name="eventscores",
            name="seconds",
            field=models.FloatField(default=0, verbose_name="seconds"),
        ),
        migrations.AlterField(
            model_name="stalescore",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stale_scores",
                to="events.event",
                verbose_name="event",
            ),
        ),
        migrations.AlterField(
            model_name="stalescore",
            name="registration",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stale_score",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AlterField(
            model_name="stalescore",
            name="since",
            field=models.DateTimeField(verbose_name="since"),
        ),
    ]
