"""The account that `make run` makes for trying the archive."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _local(settings, tmp_path):
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path


def run(**options) -> str:
    out = StringIO()
    call_command("createlocaleditor", stdout=out, **options)
    return out.getvalue()


def password_in(text: str) -> str:
    return re.fullmatch(r"Editor's account: editor, password: (\S{16})\n", text)[1]


def test_first_run_makes_an_account_that_may_do_all(tmp_path):
    password = password_in(run())

    user = get_user_model().objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("editor", True, True)
    assert user.check_password(password)
    assert (tmp_path / "local-editor.txt").stat().st_mode & 0o777 == 0o600


def test_later_run_shows_the_same_password():
    first = run()

    assert run() == first
    assert get_user_model().objects.count() == 1


def test_each_database_has_its_own_password():
    first = password_in(run())
    get_user_model().objects.all().delete()

    second = password_in(run())

    assert second != first
    assert get_user_model().objects.get().check_password(second)


def test_password_given_by_hand_is_kept_and_not_shown():
    run()
    user = get_user_model().objects.get()
    user.set_password("of their own")
    user.save()

    told = run()

    assert told.startswith("Editor's account: editor, with the password you gave it.")
    user.refresh_from_db()
    assert user.check_password("of their own")


def test_reset_gives_a_new_password():
    first = password_in(run())

    second = password_in(run(reset=True))

    assert second != first
    assert get_user_model().objects.get().check_password(second)


def test_refuses_with_debug_off(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="made only with DEBUG on"):
        run()

    assert not get_user_model().objects.exists()
