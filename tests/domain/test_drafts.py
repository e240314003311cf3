from datetime import timedelta

import pytest
from django.utils import timezone

from events.domain import drafts
from events.models import Draft
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_and_found_by_its_editor_alone():
    event, editor, other = make_event(), make_user(), make_user()

    drafts.keep_draft(event, editor, text="甲：你好", base=3)

    draft = drafts.find_draft(event, editor)
    assert (draft.text, draft.base) == ("甲：你好", 3)
    assert drafts.find_draft(event, other) is None
    assert drafts.find_draft(make_event(), editor) is None


def test_a_draft_is_one_row_in_one_statement(django_assert_num_queries):
    event, editor = make_event(), make_user()
    drafts.keep_draft(event, editor, text="一", base=1)

    with django_assert_num_queries(1):
        drafts.keep_draft(event, editor, text="二", base=2)

    assert Draft.objects.get().text == "二"


def test_being_there_leaves_the_draft_alone():
    event, editor = make_event(), make_user()
    drafts.keep_draft(event, editor, text="一", base=1)

    drafts.mark_present(event, editor)

    assert drafts.find_draft(event, editor).text == "一"


def test_a_discarded_draft_is_gone_and_the_editor_is_still_there():
    event, editor, other = make_event(), make_user(), make_user()
    drafts.keep_draft(event, editor, text="一", base=1)

    drafts.discard_draft(event, editor)

    assert drafts.find_draft(event, editor) is None
    assert drafts.others_present(event, other) == [editor.get_full_name()]


def test_who_has_closed_the_page_is_not_there():
    event, editor, other = make_event(), make_user(), make_user()
    drafts.mark_present(event, editor)
    long_ago = timezone.now() - drafts.PRESENT - timedelta(seconds=1)

    Draft.objects.update(seen_at=long_ago)

    assert drafts.others_present(event, other) == []


def test_an_editor_is_not_one_of_the_others():
    event, editor = make_event(), make_user()
    drafts.mark_present(event, editor)

    assert drafts.others_present(event, editor) == []
