"""What every response of the site carries."""

from django.utils.cache import patch_cache_control


def revalidate(get_response):
    """Let browsers keep a page but ask before they show it again.

    Without a word on it they keep a forward or a withdrawal for ever, and show
    it although the event stands again. Validators make the asking cheap.
    """

    def middleware(request):
        response = get_response(request)
        if "Cache-Control" not in response:
            patch_cache_control(response, no_cache=True)
        return response

    return middleware
