"""The sector tree as it ships. Running it again brings names up to date and adds what is missing;
going back removes the shipped sectors that nothing uses."""

from django.db import migrations

from companies.taxonomy import TAXONOMY


def seed(apps, schema_editor):
    Sector = apps.get_model("companies", "Sector")

    def put(code, entry, position, parent):
        names = {"name": entry.en, "name_en": entry.en, "name_vi": entry.vi}
        names |= {"name_zh_hant": entry.zh_hant, "name_ko": entry.ko}
        sector, _made = Sector.objects.update_or_create(
            code=code, defaults={**names, "position": position, "parent": parent}
        )
        return sector

    for place, (top, children) in enumerate(TAXONOMY):
        parent = put(top.code, top, place * 100, None)
        for number, child in enumerate(children, start=1):
            put(f"{top.code}.{child.code}", child, place * 100 + number, parent)


def unseed(apps, schema_editor):
    Sector = apps.get_model("companies", "Sector")
    for top, children in TAXONOMY:
        codes = [f"{top.code}.{child.code}" for child in children]
        unused = Sector.objects.filter(organisations=None, statements=None)
        unused.filter(code__in=codes).delete()
        unused.filter(code=top.code, children=None).delete()


class Migration(migrations.Migration):
    replaces = [("companies", "0002_taxonomy")]

    dependencies = [
        ("companies", "0001_models"),
        # The same by its old name: Django refuses a database that stopped half-way to it.
        ("companies", "0007_faces"),
    ]

    operations = [migrations.RunPython(seed, unseed)]
