import pytest

from tests.factories import make_superuser, make_user


@pytest.fixture
def superuser(client):
    user = make_superuser()
    client.force_login(user)
    return user


@pytest.fixture
def login(client):
    """Log in as a new member of a group; "" is staff without any right."""

    def log_in(group: str):
        user = make_user(*filter(None, [group]))
        client.force_login(user)
        return user

    return log_in
