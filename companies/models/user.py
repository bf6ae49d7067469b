from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import FileExtensionValidator
from django.db import connections, models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.faces import face_storage
from companies.validators import validate_phone, validate_time_zone


@cache
def _by_pk(model: type["User"]) -> tuple[str, list[str]]:
    """The statement that reads one of them by its primary key, and the names of its columns."""
    statement, _parameters = model._base_manager.filter(pk=0).order_by().query.sql_with_params()
    return statement, [field.attname for field in model._meta.concrete_fields]


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person; without a password they sign in by a code sent to their address."""
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *args: Any, **kwargs: Any) -> "User":
        """As every manager's; by the primary key alone, with a statement that is built once: each
        request of somebody signed in asks who that is, and building it took most of the time."""
        if args or set(kwargs) != {"pk"}:
            return super().get(*args, **kwargs)
        pk = self.model._meta.pk.get_prep_value(kwargs["pk"])
        statement, names = _by_pk(self.model)
        with connections[self.db].cursor() as cursor:
            cursor.execute(statement, [pk])
            row = cursor.fetchone()
        if row is None:
            raise self.model.DoesNotExist("User matching query does not exist.")
        return self.model.from_db(self.db, names, row)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. The email address is the sign-in name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("Somebody is registered with this address already. Sign in.")},
    )
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    photo = models.ImageField(
        _("photo"),
        upload_to="people/",
        storage=face_storage,
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True, validators=[validate_phone])
    deleted_at = models.DateTimeField(_("account deleted at"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case_unique"),
        ]
        indexes = [models.Index(fields=["photo"], name="user_by_photo")]

    def __str__(self) -> str:
        return self.full_name or (self.public_name if self.deleted_at else self.email)

    @property
    def public_name(self) -> str:
        """What others may read: the name, never the address."""
        if self.deleted_at is not None:
            return gettext("A former participant")
        return self.full_name or gettext("A representative")

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1] if self.full_name else self.email
