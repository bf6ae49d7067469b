import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0006_names_of_more_relations"),
        ("events", "0005_joining"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="answers",
                to="events.question",
                verbose_name="question",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AlterField(
            model_name="choice",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="choices",
                to="events.question",
                verbose_name="question",
            ),
        ),
        migrations.AlterField(
            model_name="invitedrepresentative",
            name="invitation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invited_representatives",
                to="companies.invitation",
                verbose_name="invitation",
            ),
        ),
        migrations.AlterField(
            model_name="invitedrepresentative",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invited_representatives",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="events.event",
                verbose_name="event",
            ),
        ),
        migrations.AlterField(
            model_name="visitwish",
            name="representative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visit_wishes",
                to="events.representative",
                verbose_name="representative",
            ),
        ),
        migrations.AlterField(
            model_name="visitwish",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="wishes",
                to="events.sitevisit",
                verbose_name="site visit",
            ),
        ),
    ]
