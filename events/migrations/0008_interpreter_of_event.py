from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0007_hall_plans")]

    operations = [
        migrations.AlterField(
            model_name="interpreter",
            name="name",
            field=models.CharField(
                help_text=(
                    "Both sides of a meeting read it. Where somebody else comes instead, write "
                    "their name here: they take over the meetings."
                ),
                max_length=120,
                verbose_name="name",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpreter",
            constraint=models.UniqueConstraint(fields=("id", "event"), name="interpreter_of_event"),
        ),
    ]
